import { readFileSync } from "node:fs";
import { fromHex, toHex } from "../../src/bytes/hex.ts";
import type { Part } from "../../src/crypto/canonical.ts";
import type { Random } from "../../src/crypto/random.ts";
import type { SignedBody } from "../../src/crypto/signing.ts";

/** How the shared vectors carry bytes in JSON's few types (tests/vectors/README.md). */

// The file's shape is the generator's promise; a value of another type fails its case.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Given = Record<string, any>;
export type Said = Record<string, unknown>;

export interface Case {
  readonly name: string;
  readonly operation: string;
  readonly expect: string;
  readonly input: Given;
  readonly output: Said;
}

const FOLDER = new URL("../../../tests/vectors/", import.meta.url);

export function load(name: string): Given {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Given;
}

/** Bytes of hexadecimal. */
export function un(text: unknown): Uint8Array {
  return fromHex(String(text));
}

export function unpair(given: Given): SignedBody {
  return { body: un(given["body"]), signature: un(given["signature"]) };
}

export function pair(signed: SignedBody): Said {
  return { body: toHex(signed.body), signature: toHex(signed.signature) };
}

/** The bytes of `text` in order: what a vector says was drawn. */
export function replay(text: unknown): Random {
  let left = un(text);
  return (length) => {
    const taken = left.slice(0, length);
    left = left.slice(length);
    return taken;
  };
}

/** Canonical parts of JSON: integers as they are, {"text"}, {"hex"}, arrays. */
export function fromParts(parts: unknown): Part[] {
  return (parts as unknown[]).map((part) => {
    if (typeof part === "number") return part;
    if (Array.isArray(part)) return fromParts(part);
    const { hex, text } = part as { readonly hex?: string; readonly text?: string };
    return hex === undefined ? (text ?? "") : fromHex(hex);
  });
}

/** Canonical parts in JSON. */
export function toParts(parts: readonly Part[]): unknown[] {
  return parts.map((part) => {
    if (typeof part === "number") return part;
    if (typeof part === "string") return { text: part };
    return part instanceof Uint8Array ? { hex: toHex(part) } : toParts(part);
  });
}
