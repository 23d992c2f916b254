/** Why something does not prove what it claims: the names of the negative vectors (tests/vectors/README.md). A closed set. */
export const PROOF_REASONS = [
  "too_large",
  "malformed",
  "not_canonical",
  "wrong_label",
  "wrong_length",
  "duplicate_member",
  "unsorted_members",
  "bad_signature",
  "bad_key",
  "wrong_key",
  "bad_padding",
  "bad_number",
  "not_the_pinned_root",
] as const;

export type ProofReason = (typeof PROOF_REASONS)[number];

/** What was received does not hold. The reason is a constant word, never a piece of the input. */
export class ProofError extends Error {
  readonly reason: ProofReason;

  constructor(reason: ProofReason) {
    super(reason);
    this.name = "ProofError";
    this.reason = reason;
  }
}
