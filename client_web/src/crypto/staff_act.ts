import type { Bundle } from "./bundle.ts";
import { same, textAtMost } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Acts of staff (crypto.md §9.3, §12.6): an account is suspended or reinstated, a drill is held, and who did it cannot deny it. */

const ACT_WORDS = ["suspend", "reinstate", "drill"] as const;
export type ActWord = (typeof ACT_WORDS)[number];

/** Why, in one word; the words beside it are for the person alone. */
export const REASON_CODES = [
  "safety",
  "conduct",
  "identity",
  "billing",
  "request",
  "employment",
  "resolved",
  "other",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Of the reason, in bytes of UTF-8. */
export const MOST_WORDS = 1_000;

/** Who did what to whom, and why; the last two as hashes. */
export interface StaffActBody {
  readonly actor: Uint8Array;
  readonly act: ActWord;
  readonly subjectHash: Uint8Array;
  readonly reasonHash: Uint8Array;
  readonly at: number;
}

export type StaffAct = Hashed<StaffActBody>;

export const STAFF_ACT: Shape<StaffActBody> = {
  label: "webtherapy/v1/act",
  parts: (a) => [a.actor, a.act, a.subjectHash, a.reasonHash, a.at],
  read: (fields) => ({
    actor: fields.id(),
    act: fields.word(ACT_WORDS),
    subjectHash: fields.hash(),
    reasonHash: fields.hash(),
    at: fields.uint(),
  }),
};

/** Whom an act is about, for who knows it already. */
export function subjectHash(account: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/subject", account);
}

/** Why; ProofError("too_large") when there are too many words. */
export function reasonHash(act: ActWord, code: ReasonCode, words: string): Uint8Array {
  textAtMost(MOST_WORDS, words);
  return hash("webtherapy/v1/reason", act, code, words);
}

/** The act, signed by who does it. */
export function makeStaffAct(signer: SigningKey, act: StaffActBody): SignedBody {
  return signer.signBody(STAFF_ACT, act);
}

/** The holder of `signer` does this to this account; ProofError bad_signature, unknown_member, wrong_act, wrong_subject. */
export function verifyStaffAct(signed: SignedBody, signer: Bundle, act: ActWord, account: Uint8Array): StaffAct {
  const said = verified(STAFF_ACT, signed, signer.signingPublic);
  same(said.actor, signer.account, "unknown_member");
  if (said.act !== act) throw new ProofError("wrong_act");
  same(said.subjectHash, subjectHash(account), "wrong_subject");
  return said;
}
