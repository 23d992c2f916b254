import type { Bundle } from "./bundle.ts";
import { hashes, same } from "./checks.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import type { Part2Status } from "./part2.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Warnings (crypto.md §13.4): a therapist's word that somebody had to be told without the client's consent, and on what ground. */

/** The paragraph that permits it. `past-crime` is 45 CFR 164.512(j)(1)(ii)(A): never from what was said in care. */
export const WARNING_BASES = [
  "threat",
  "past-crime",
  "abuse-report",
  "crime-on-premises",
  "medical-emergency",
  "required-by-law",
] as const;
export type WarningBasis = (typeof WARNING_BASES)[number];

/** By which way a record of drug or alcohol treatment may be spoken of at all. */
export const PART2_BRANCHES = [
  "not-part2",
  "consent",
  "medical-personnel",
  "court-order",
  "child-abuse-report",
  "crime-on-premises",
  "not-identifying",
] as const;
export type Part2Branch = (typeof PART2_BRANCHES)[number];

/** Where it was learned. */
export const SOURCES = ["session", "mailbox", "family", "other"] as const;
export type Source = (typeof SOURCES)[number];

/** About whom, why it may be, and by whom; what was said to whom stands in its paper. `supplements`: the warning completed, or empty. */
export interface WarningBody {
  readonly warningId: Uint8Array;
  readonly supplements: Uint8Array;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly basis: WarningBasis;
  readonly branch: Part2Branch;
  readonly source: Source;
  readonly paperHash: Uint8Array;
  readonly therapist: Uint8Array;
  readonly at: number;
}

export type GivenWarning = Hashed<WarningBody>;

const WARNING: Shape<WarningBody> = {
  label: "webtherapy/v1/warning",
  parts: (w) => [
    w.warningId,
    w.supplements,
    w.client,
    w.conversation,
    w.basis,
    w.branch,
    w.source,
    w.paperHash,
    w.therapist,
    w.at,
  ],
  read: (fields) => {
    const warning = {
      warningId: fields.id(),
      supplements: fields.bytes(),
      client: fields.id(),
      conversation: fields.id(),
      basis: fields.word(WARNING_BASES),
      branch: fields.word(PART2_BRANCHES),
      source: fields.word(SOURCES),
      paperHash: fields.hash(),
      therapist: fields.id(),
      at: fields.uint(),
    };
    if (warning.supplements.length > 0) hashes(warning.supplements);
    // 45 CFR 164.512(j)(2): what was confessed in counseling is not told on.
    if (warning.basis === "past-crime" && (warning.source === "session" || warning.source === "mailbox")) {
      throw new ProofError("unlawful_basis");
    }
    return warning;
  },
};

/** From the body alone: for one that was verified before. */
export function readWarning(body: Uint8Array): GivenWarning {
  return readHashed(WARNING, body);
}

/** The therapist's word, signed. */
export function makeWarning(signer: SigningKey, warning: WarningBody): SignedBody {
  return signer.signBody(WARNING, warning);
}

/**
 * The therapist's word. Reasons: bad_signature, unknown_member, unlawful_basis, part2_branch_required (nobody has cleared the record).
 */
export function verifyWarning(signed: SignedBody, therapist: Bundle, status: Part2Status): GivenWarning {
  const said = verified(WARNING, signed, therapist.signingPublic);
  same(said.therapist, therapist.account, "unknown_member");
  if (said.branch === "not-part2" && status !== "cleared") throw new ProofError("part2_branch_required");
  return said;
}
