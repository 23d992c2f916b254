import { equal } from "../bytes/equal.ts";
import { same } from "./checks.ts";
import { readHashed, type Hashed, type Shape } from "./fields.ts";
import { checkMayOrder } from "./order.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";
import type { GivenWarning } from "./warning.ts";

/** Countersignatures (crypto.md §13.4): a supervisor's word that they have read a therapist's warning, and answer for it beside them. */

/** Which warning, by its hash, and by whom. */
export interface CountersignatureBody {
  readonly warningId: Uint8Array;
  readonly warningHash: Uint8Array;
  readonly supervisor: Uint8Array;
  readonly at: number;
}

export type Countersignature = Hashed<CountersignatureBody>;

const COUNTERSIGNATURE: Shape<CountersignatureBody> = {
  label: "webtherapy/v1/warning-countersignature",
  parts: (c) => [c.warningId, c.warningHash, c.supervisor, c.at],
  read: (fields) => ({
    warningId: fields.id(),
    warningHash: fields.hash(),
    supervisor: fields.id(),
    at: fields.uint(),
  }),
};

/** The supervisor's word, signed. */
export function makeCountersignature(signer: SigningKey, said: CountersignatureBody): SignedBody {
  return signer.signBody(COUNTERSIGNATURE, said);
}

/** From the body alone: to know by whose keys to verify it. */
export function readCountersignature(body: Uint8Array): Countersignature {
  return readHashed(COUNTERSIGNATURE, body);
}

/** Of this warning, by an officer or owner who did not give it. Reasons: bad_signature, unknown_member, unlawful_role, one_person, wrong_basis. */
export function verifyCountersignature(
  signed: SignedBody,
  by: CertifiedBundle,
  warning: GivenWarning,
): Countersignature {
  const said = verified(COUNTERSIGNATURE, signed, by.bundle.signingPublic);
  same(said.supervisor, by.bundle.account, "unknown_member");
  checkMayOrder(by);
  if (equal(said.supervisor, warning.therapist)) throw new ProofError("one_person");
  same(said.warningId, warning.warningId, "wrong_basis");
  same(said.warningHash, warning.hash, "wrong_basis");
  return said;
}
