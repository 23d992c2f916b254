/** Why something does not prove what it claims: the names of the negative vectors (tests/vectors/README.md). A closed set. */
export const PROOF_REASONS = [
  "too_large",
  "malformed",
  "not_canonical",
  "wrong_label",
  "wrong_length",
  "duplicate_member",
  "unsorted_members",
  "unsorted_epochs",
  "bad_signature",
  "bad_key",
  "wrong_key",
  "bad_padding",
  "bad_number",
  "wrong_check",
  "bad_answer",
  "bad_field",
  "wrong_fields_hash",
  "not_the_pinned_root",
  "wrong_bundle",
  "wrong_delegation",
  "expired_delegation",
  "wrong_previous",
  "unknown_member",
  "missing_member",
  "unlawful_role",
  "bad_threshold",
  "stale_manifest",
  "stale_bundle",
  "too_few_signatures",
  "wrong_custodians",
  "wrong_manifest",
  "foreign_conversation",
  "wrong_epoch",
  "stale_previous",
  "foreign_epoch",
  "wrong_wrap_hash",
  "wrong_commitment",
  "wrong_sealed_share_hash",
  "mixed_deposits",
  "share_mismatch",
  "duplicate_share",
  "too_few_shares",
  "gap",
  "time_went_back",
  "wrong_head",
  "wrong_recipient",
  "wrong_proof",
  "unsigned",
  "foreign_log",
  "wrong_sealed_hash",
  "wrong_notice",
  "wrong_act",
  "wrong_subject",
  "one_person",
  "expired_order",
  "wrong_basis",
  "wrong_order",
  "wrong_contribution",
  "wrong_thread",
  "wrong_digest",
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
