import { toUtf8 } from "../bytes/utf8.ts";
import type { Bundle } from "./bundle.ts";
import { counted, same } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { sha256 } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Policy acceptances (crypto.md §9.3): somebody's signed answer to one version of one of the practice's texts. */

/** Which text. */
export const POLICIES = [
  "terms",
  "privacy-policy",
  "notice-of-privacy-practices",
  "confidentiality-agreement",
] as const;
export type Policy = (typeof POLICIES)[number];

/** What was answered. */
export const POLICY_ANSWERS = ["accepted", "acknowledged", "declined"] as const;
export type PolicyAnswer = (typeof POLICY_ANSWERS)[number];

const ANSWERS: Readonly<Record<Policy, readonly PolicyAnswer[]>> = {
  terms: ["accepted"],
  "privacy-policy": ["accepted"],
  // A receipt, not an agreement: who does not give it is treated all the same.
  "notice-of-privacy-practices": ["acknowledged", "declined"],
  // Of whoever works for the practice.
  "confidentiality-agreement": ["accepted"],
};

/** Who answered what to which text, and when. */
export interface AcceptanceBody {
  readonly account: Uint8Array;
  readonly policy: Policy;
  readonly version: number;
  readonly textHash: Uint8Array;
  readonly answer: PolicyAnswer;
  readonly answeredAt: number;
}

export type Acceptance = Hashed<AcceptanceBody>;

const ACCEPTANCE: Shape<AcceptanceBody> = {
  label: "webtherapy/v1/policy-acceptance",
  parts: (a) => [a.account, a.policy, a.version, a.textHash, a.answer, a.answeredAt],
  read: (fields) => {
    const body = {
      account: fields.id(),
      policy: fields.word(POLICIES),
      version: fields.uint(),
      textHash: fields.hash(),
      answer: fields.word(POLICY_ANSWERS),
      answeredAt: fields.uint(),
    };
    counted(body.version);
    if (!ANSWERS[body.policy].includes(body.answer)) throw new ProofError("bad_answer");
    return body;
  },
};

/** The hash of a policy's text as it was shown. */
export function policyTextHash(text: string): Uint8Array {
  return sha256(toUtf8(text));
}

/** The answer, signed by who gave it. */
export function makeAcceptance(signer: SigningKey, acceptance: AcceptanceBody): SignedBody {
  return signer.signBody(ACCEPTANCE, acceptance);
}

/**
 * The answer of the holder of `signer`.
 *
 * @throws ProofError bad_signature, unknown_member, bad_answer
 */
export function verifyAcceptance(signed: SignedBody, signer: Bundle): Acceptance {
  const acceptance = verified(ACCEPTANCE, signed, signer.signingPublic);
  same(acceptance.account, signer.account, "unknown_member");
  return acceptance;
}
