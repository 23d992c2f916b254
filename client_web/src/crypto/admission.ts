import { equal } from "../bytes/equal.ts";
import { compare } from "../bytes/order.ts";
import type { Bundle } from "./bundle.ts";
import { count, same } from "./checks.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { checkMayOrder } from "./order.ts";
import { openPaperKey, paperWrapInfo } from "./paper.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import { seal, type SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Admissions (crypto.md §13.1): whoever reads papers gives their keys on to an officer or owner who came later, and signs that they did. */

export const MOST_PAPERS = 32;

/** One paper, and the wrap that opens it. */
export interface Admitted {
  readonly paperHash: Uint8Array;
  readonly wrapHash: Uint8Array;
}

/** Who may read which papers from now on, by whose word. */
export interface AdmissionBody {
  readonly reader: Uint8Array;
  readonly readerBundleHash: Uint8Array;
  readonly papers: readonly Admitted[];
  readonly by: Uint8Array;
  readonly at: number;
}

export type Admission = Hashed<AdmissionBody>;

/** A paper's key for another reader. */
export interface Rewrapped {
  readonly paperHash: Uint8Array;
  readonly wrap: Uint8Array;
}

const ADMISSION: Shape<AdmissionBody> = {
  label: "webtherapy/v1/paper-admission",
  parts: (a) => [
    a.reader,
    a.readerBundleHash,
    a.papers.map(({ paperHash, wrapHash }) => [paperHash, wrapHash]),
    a.by,
    a.at,
  ],
  read: (fields) => {
    const said = {
      reader: fields.id(),
      readerBundleHash: fields.hash(),
      papers: fields.rows((row) => ({ paperHash: row.hash(), wrapHash: row.hash() })),
      by: fields.id(),
      at: fields.uint(),
    };
    count(said.papers, 1, MOST_PAPERS);
    said.papers.reduce<Admitted | null>((before, after) => {
      if (before !== null && compare(before.paperHash, after.paperHash) >= 0) throw new ProofError("unsorted_papers");
      return after;
    }, null);
    if (equal(said.reader, said.by)) throw new ProofError("one_person");
    return said;
  },
};

/** A paper's key for another reader, once it has opened the paper of that hash here. Reasons: those of `openPaper`. */
export async function rewrap(
  key: SealingKey,
  own: { readonly bundleHash: Uint8Array; readonly wrap: Uint8Array },
  paper: { readonly hash: Uint8Array; readonly sealed: Uint8Array },
  reader: Bundle,
  random: Random,
): Promise<Uint8Array> {
  const paperKey = await openPaperKey(key, own.bundleHash, paper.hash, paper.sealed, own.wrap);
  return seal(reader.sealingPublic, paperWrapInfo(paper.hash, reader.hash), paperKey, random);
}

/** The word on these wraps, and the wraps in its order. ProofError("unlawful_role") for a reader who is neither officer nor owner. */
export function makeAdmission(
  signer: SigningKey,
  by: Uint8Array,
  reader: CertifiedBundle,
  rewrapped: readonly Rewrapped[],
  at: number,
): { readonly signed: SignedBody; readonly wraps: readonly Uint8Array[] } {
  checkMayOrder(reader);
  const rows = rewrapped.toSorted((one, other) => compare(one.paperHash, other.paperHash));
  const signed = signer.signBody(ADMISSION, {
    reader: reader.bundle.account,
    readerBundleHash: reader.bundle.hash,
    papers: rows.map(({ paperHash, wrap }) => ({ paperHash, wrapHash: paperWrapHash(wrap) })),
    by,
    at,
  });
  return { signed, wraps: rows.map(({ wrap }) => wrap) };
}

/** By an officer or owner, for another. Reasons: bad_signature, unknown_member, unlawful_role, wrong_recipient, wrong_bundle, one_person. */
export function verifyAdmission(signed: SignedBody, by: CertifiedBundle, reader: CertifiedBundle): Admission {
  const said = verified(ADMISSION, signed, by.bundle.signingPublic);
  same(said.by, by.bundle.account, "unknown_member");
  checkMayOrder(by);
  same(said.reader, reader.bundle.account, "wrong_recipient");
  checkMayOrder(reader);
  same(said.readerBundleHash, reader.bundle.hash, "wrong_bundle");
  return said;
}

/** ProofError unless these are the wraps that it names, in its order: wrong_length, wrong_wrap_hash. */
export function checkWraps(said: AdmissionBody, wraps: readonly Uint8Array[]): void {
  count(wraps, said.papers.length, said.papers.length);
  for (const [at, { wrapHash }] of said.papers.entries()) {
    same(paperWrapHash(wraps[at] ?? new Uint8Array()), wrapHash, "wrong_wrap_hash");
  }
}

/** From the body alone. */
export function readAdmission(body: Uint8Array): Admission {
  return readHashed(ADMISSION, body);
}

/** What an admission names a wrap by. */
export function paperWrapHash(wrap: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/paper-wrap-hash", wrap);
}
