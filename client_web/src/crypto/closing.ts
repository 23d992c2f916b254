import type { Bundle } from "./bundle.ts";
import { same } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { Role } from "./trust.ts";

/** Closings (crypto.md §12.4): a conversation takes no entry any more, by the word of one who may say so. */

/** Why: the client has another therapist, care ends, or the client closes the account. */
const CLOSING_REASONS = ["changed", "ended", "left"] as const;
export type ClosingReason = (typeof CLOSING_REASONS)[number];

const CLOSERS: Readonly<Record<ClosingReason, readonly Role[]>> = {
  // Intake stands for whoever certifies: that the account is a certifier's is for the caller to see to.
  changed: ["client", "intake"],
  ended: ["therapist"],
  left: ["client"],
};

/** Which conversation, why, by whom and when. */
export interface ClosingBody {
  readonly conversation: Uint8Array;
  readonly reason: ClosingReason;
  readonly account: Uint8Array;
  readonly closedAt: number;
}

export type Closing = Hashed<ClosingBody>;

const CLOSING: Shape<ClosingBody> = {
  label: "webtherapy/v1/closing",
  parts: (c) => [c.conversation, c.reason, c.account, c.closedAt],
  read: (fields) => ({
    conversation: fields.id(),
    reason: fields.word(CLOSING_REASONS),
    account: fields.id(),
    closedAt: fields.uint(),
  }),
};

/** The closing, signed by who closes. */
export function makeClosing(signer: SigningKey, closing: ClosingBody): SignedBody {
  return signer.signBody(CLOSING, closing);
}

/**
 * The closing of this conversation by the holder of `signer`, who has this role there.
 *
 * @throws ProofError bad_signature, unknown_member, foreign_conversation, unlawful_role (this reason is not theirs to give)
 */
export function verifyClosing(signed: SignedBody, signer: Bundle, role: Role, conversation: Uint8Array): Closing {
  const closing = verified(CLOSING, signed, signer.signingPublic);
  same(closing.account, signer.account, "unknown_member");
  same(closing.conversation, conversation, "foreign_conversation");
  if (!CLOSERS[closing.reason].includes(role)) throw new ProofError("unlawful_role");
  return closing;
}
