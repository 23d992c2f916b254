import type { Bundle } from "./bundle.ts";
import { same, textAtMost } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Emergencies (crypto.md §13.4): an officer's word that a client's record has to be read at once, and why. */

/** Of the words, in bytes of UTF-8. */
const MOST_NATURE = 1_000;

/** Whose record, and as a hash why; the words go sealed to those who decide. */
export interface EmergencyBody {
  readonly emergencyId: Uint8Array;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly natureHash: Uint8Array;
  readonly officer: Uint8Array;
  readonly at: number;
}

export type Emergency = Hashed<EmergencyBody>;

export const EMERGENCY: Shape<EmergencyBody> = {
  label: "webtherapy/v1/emergency",
  parts: (e) => [e.emergencyId, e.client, e.conversation, e.natureHash, e.officer, e.at],
  read: (fields) => ({
    emergencyId: fields.id(),
    client: fields.id(),
    conversation: fields.id(),
    natureHash: fields.hash(),
    officer: fields.id(),
    at: fields.uint(),
  }),
};

/** Why, for who was told; ProofError("too_large") when there are too many words. */
export function natureHash(emergencyId: Uint8Array, words: string): Uint8Array {
  textAtMost(MOST_NATURE, words);
  return hash("webtherapy/v1/nature", emergencyId, words);
}

/** The emergency, signed by the officer. */
export function makeEmergency(officer: SigningKey, body: EmergencyBody): SignedBody {
  return officer.signBody(EMERGENCY, body);
}

/**
 * The officer's word on this conversation and its client.
 *
 * @throws ProofError bad_signature, unknown_member (another's name), foreign_conversation, wrong_client
 */
export function verifyEmergency(
  signed: SignedBody,
  officer: Bundle,
  conversation: Uint8Array,
  client: Uint8Array,
): Emergency {
  const said = verified(EMERGENCY, signed, officer.signingPublic);
  same(said.officer, officer.account, "unknown_member");
  same(said.conversation, conversation, "foreign_conversation");
  same(said.client, client, "wrong_client");
  return said;
}
