import { toBase64url as text } from "../bytes/base64url.ts";
import type { SignedBody } from "../protocol/documents.ts";
import type { OwnPaper, WithPaper } from "../worker/release_port.ts";
import { bytes, object, UnreadableAnswer } from "./identity.ts";

/** Signed bodies and papers on the wire (protocol.md §1.10). */

export const nothing = (): null => null;

export const signed = ({ body, signature }: SignedBody): object => ({ body: text(body), signature: text(signature) });

export function withPaper({ signed: said, paper }: WithPaper): object {
  const wraps = paper.wraps.map(({ account, bundleHash, wrap }) => ({
    account: text(account),
    bundle_hash: text(bundleHash),
    wrap: text(wrap),
  }));
  return { signed: signed(said), paper: { hash: text(paper.hash), sealed: text(paper.sealed), wraps } };
}

export function list<T>(value: unknown, parse: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new UnreadableAnswer();
  return value.map((item) => parse(item));
}

export function ownPaper(value: unknown): OwnPaper | null {
  if (value === null) return null;
  const json = object(value);
  return { sealed: bytes(json["sealed"]), bundleHash: bytes(json["bundle_hash"]), wrap: bytes(json["wrap"]) };
}

export function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new UnreadableAnswer();
  return value;
}
