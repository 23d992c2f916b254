import { readFileSync } from "node:fs";
import { fromHex, toHex } from "../../src/bytes/hex.ts";
import type { Part } from "../../src/crypto/canonical.ts";
import type { Random } from "../../src/crypto/random.ts";
import type { SignedBody } from "../../src/crypto/signing.ts";

/** How the shared vectors carry bytes in JSON's few types (tests/vectors/README.md). */

export type Given = Readonly<Record<string, unknown>>;
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
export function un(value: unknown): Uint8Array {
  return fromHex(text(value));
}

/** A value that is text, or a number, or rows: a vector of another shape fails its case. */
export function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("not text");
  return value;
}

export function int(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("not a number");
  return value;
}

export function rows(value: unknown): readonly Given[] {
  return value as readonly Given[];
}

export function texts(value: unknown): readonly string[] {
  return value as readonly string[];
}

export function unpair(value: unknown): SignedBody {
  const { body, signature } = value as Given;
  return { body: un(body), signature: un(signature) };
}

export function pair(signed: SignedBody): Said {
  return { body: toHex(signed.body), signature: toHex(signed.signature) };
}

/** The bytes of `text` in order: what a vector says was drawn. */
export function replay(value: unknown): Random {
  let left = un(value);
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
    const given = part as Given;
    return "hex" in given ? un(given["hex"]) : text(given["text"]);
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
