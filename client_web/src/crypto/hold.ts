import { ID_BYTES, same } from "./checks.ts";
import { type Hashed, read, readHashed, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { checkMayOrder } from "./order.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Holds (crypto.md §15.2): while one stands, nothing of a client's record is erased by anybody. */

/** Why it was placed: by an officer's word, or with a process or a warning, by the service itself. */
const HOLD_CAUSES = ["officer", "process", "warning"] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];

/** Whose record is held. `reasonHash` is a paper's, or of the process or warning. */
export interface HoldBody {
  readonly holdId: Uint8Array;
  readonly client: Uint8Array;
  readonly cause: HoldCause;
  readonly reasonHash: Uint8Array;
  readonly placedBy: Uint8Array;
  readonly at: number;
}

/** That a hold stands no more, and why. */
export interface LiftBody {
  readonly holdId: Uint8Array;
  readonly holdHash: Uint8Array;
  readonly reasonHash: Uint8Array;
  readonly liftedBy: Uint8Array;
  readonly at: number;
}

export type Hold = Hashed<HoldBody>;
export type Lift = Hashed<LiftBody>;

const HOLD: Shape<HoldBody> = {
  label: "webtherapy/v1/hold",
  parts: (h) => [h.holdId, h.client, h.cause, h.reasonHash, h.placedBy, h.at],
  read: (fields) => ({
    holdId: fields.id(),
    client: fields.id(),
    cause: fields.word(HOLD_CAUSES),
    reasonHash: fields.hash(),
    placedBy: fields.id(),
    at: fields.uint(),
  }),
};

const LIFT: Shape<LiftBody> = {
  label: "webtherapy/v1/lift",
  parts: (l) => [l.holdId, l.holdHash, l.reasonHash, l.liftedBy, l.at],
  read: (fields) => ({
    holdId: fields.id(),
    holdHash: fields.hash(),
    reasonHash: fields.hash(),
    liftedBy: fields.id(),
    at: fields.uint(),
  }),
};

/** The id of a hold that comes with a process or a warning: there is one of each. */
function holdIdOf(cause: HoldCause, reasonHash: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/hold-id", cause, reasonHash).slice(0, ID_BYTES);
}

export function makeHold(signer: SigningKey, hold: HoldBody): SignedBody {
  return signer.signBody(HOLD, hold);
}

export function makeLift(signer: SigningKey, lift: LiftBody): SignedBody {
  return signer.signBody(LIFT, lift);
}

/** From the body alone: for one that was verified before, or to know by whose keys to verify it. */
export function readHold(body: Uint8Array): Hold {
  return readHashed(HOLD, body);
}

/** The same without its hash: for the page, which hashes nothing. */
export function readHoldBody(body: Uint8Array): HoldBody {
  return read(HOLD, body);
}

/** From the body alone. */
export function readLift(body: Uint8Array): Lift {
  return readHashed(LIFT, body);
}

/** A hold by who may place it. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis (an id that is not its process's). */
export function verifyHold(signed: SignedBody, by: CertifiedBundle): Hold {
  const hold = verified(HOLD, signed, by.bundle.signingPublic);
  same(hold.placedBy, by.bundle.account, "unknown_member");
  if (hold.cause === "officer") {
    checkMayOrder(by);
    return hold;
  }
  same(hold.holdId, holdIdOf(hold.cause, hold.reasonHash), "wrong_basis");
  if (by.role !== "system") throw new ProofError("unlawful_role");
  return hold;
}

/** The end of this hold. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis (another hold). */
export function verifyLift(signed: SignedBody, by: CertifiedBundle, hold: Hold): Lift {
  const lift = verified(LIFT, signed, by.bundle.signingPublic);
  same(lift.liftedBy, by.bundle.account, "unknown_member");
  checkMayOrder(by);
  same(lift.holdId, hold.holdId, "wrong_basis");
  same(lift.holdHash, hold.hash, "wrong_basis");
  return lift;
}
