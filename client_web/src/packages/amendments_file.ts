import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import type { Paper } from "../crypto/paper.ts";
import type { SignedBody } from "../crypto/signing.ts";

/** Something that was signed, and the paper that it names. */
export interface Said {
  readonly signed: SignedBody;
  readonly paper: Paper;
}

/** What a client asked to have corrected, and what was said to it. */
export interface Amendment {
  readonly request: Said;
  readonly answer: Said | null;
  readonly disagreement: Said | null;
}

/** amendments.json (crypto.md §13.2): it goes with a copy of the record that it is about, with the papers' salts, so that whoever has it can prove it. */
export function writeAmendments(amendments: readonly Amendment[]): Uint8Array {
  const rows = amendments.map(({ request, answer, disagreement }) => ({
    request: said(request),
    answer: answer === null ? null : said(answer),
    disagreement: disagreement === null ? null : said(disagreement),
  }));
  return toUtf8(`${JSON.stringify({ amendments: rows }, null, 1)}\n`);
}

function said({ signed, paper }: Said): object {
  return {
    signed: { body: toHex(signed.body), signature: toHex(signed.signature) },
    version: paper.version,
    salt: toHex(paper.salt),
    elements: paper.elements.map(({ name, value }) => [name, value]),
  };
}
