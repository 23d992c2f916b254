import { equal } from "../bytes/equal.ts";
import { fromUtf8, toUtf8 } from "../bytes/utf8.ts";
import { ProofError } from "./proof.ts";

/**
 * Canonical encoding (crypto.md §1.2): MessagePack arrays that have exactly one spelling. Every decode re-encodes and compares.
 * Reasons: `too_large`, `malformed`, `not_canonical`, `wrong_label` (crypto.md §1.6).
 */

/** An unsigned integer below 2^53, text, bytes, or an array of those. */
export type Part = number | string | Uint8Array | readonly Part[];

/** Longest structure ever decoded: what one frame may hold (protocol.md §2). */
const MAX_BYTES = 65_536;

/** An array of rows inside a labelled array is as deep as the paper goes. */
const MAX_DEPTH = 3;

/** context(label, part…). ProofError("malformed") when a part is not of the four kinds. */
export function encode(label: string, ...parts: readonly Part[]): Uint8Array {
  return encodeArray([label, ...parts]);
}

/** A canonical array without a label, such as an entry's payload (crypto.md §5.1). */
export function encodeArray(parts: readonly Part[]): Uint8Array {
  return writer.write(parts);
}

/** The parts of context(label, part…), the label taken off. */
export function decode(label: string, data: Uint8Array): readonly Part[] {
  const parts = decodeArray(data);
  if (parts[0] !== label) throw new ProofError("wrong_label");
  return parts.slice(1);
}

/** The parts of a canonical array without a label. */
export function decodeArray(data: Uint8Array): readonly Part[] {
  if (data.length > MAX_BYTES) throw new ProofError("too_large");
  const reader = new Reader(data);
  const parts = reader.part(MAX_DEPTH);
  if (!reader.ended) throw new ProofError("not_canonical");
  if (typeof parts !== "object" || parts instanceof Uint8Array) throw new ProofError("malformed");
  if (!equal(encodeArray(parts), data)) throw new ProofError("not_canonical");
  return parts;
}

/** Writes the shortest form of each value, into a buffer that is kept: every message passes here several times. */
class Writer {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  write(parts: readonly Part[]): Uint8Array {
    this.#at = 0;
    this.#part(parts, MAX_DEPTH);
    const written = this.#bytes.slice(0, this.#at);
    // What passes here may be a secret: nothing of it stays.
    this.#bytes.fill(0, 0, this.#at);
    return written;
  }

  #part(part: Part, depth: number): void {
    if (typeof part === "number") this.#uint(part);
    else if (typeof part === "string") this.#text(part);
    else if (part instanceof Uint8Array) this.#binary(part);
    else this.#array(part, depth);
  }

  #uint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new ProofError("malformed");
    if (value < 0x80) this.#number(value, 1);
    else if (value <= 0xff) this.#tagged(0xcc, value, 1);
    else if (value <= 0xffff) this.#tagged(0xcd, value, 2);
    else if (value <= 0xffffffff) this.#tagged(0xce, value, 4);
    else this.#tagged(0xcf, value, 8);
  }

  #text(text: string): void {
    // A lone surrogate has no UTF-8; the encoder would replace it without a word.
    if (/\p{Surrogate}/u.test(text)) throw new ProofError("malformed");
    const bytes = toUtf8(text);
    if (bytes.length < 32) this.#number(0xa0 | bytes.length, 1);
    else this.#sized(bytes.length, 0xd9, 0xda, 0xdb);
    this.#raw(bytes);
  }

  #binary(bytes: Uint8Array): void {
    this.#sized(bytes.length, 0xc4, 0xc5, 0xc6);
    this.#raw(bytes);
  }

  #array(parts: readonly Part[], depth: number): void {
    if (depth === 0) throw new ProofError("malformed");
    if (parts.length < 16) this.#number(0x90 | parts.length, 1);
    else if (parts.length <= 0xffff) this.#tagged(0xdc, parts.length, 2);
    else this.#tagged(0xdd, parts.length, 4);
    for (const part of parts) this.#part(part, depth - 1);
  }

  #sized(length: number, one: number, two: number, four: number): void {
    if (length <= 0xff) this.#tagged(one, length, 1);
    else if (length <= 0xffff) this.#tagged(two, length, 2);
    else this.#tagged(four, length, 4);
  }

  #tagged(tag: number, value: number, width: 1 | 2 | 4 | 8): void {
    this.#number(tag, 1);
    this.#number(value, width);
  }

  #number(value: number, width: 1 | 2 | 4 | 8): void {
    this.#reserve(width);
    if (width === 1) this.#view.setUint8(this.#at, value);
    else if (width === 2) this.#view.setUint16(this.#at, value);
    else if (width === 4) this.#view.setUint32(this.#at, value);
    else this.#view.setBigUint64(this.#at, BigInt(value));
    this.#at += width;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + length));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes.fill(0);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

const writer = new Writer();

/** Reads the four kinds in any of their forms; that a form is the shortest is found by writing again. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  part(depth: number): Part {
    const tag = this.#number(1);
    if (tag < 0x80) return tag;
    if (tag >= 0x90 && tag < 0xa0) return this.#array(tag & 15, depth);
    if (tag >= 0xa0 && tag < 0xc0) return this.#text(tag & 31);
    if (tag >= 0xc4 && tag <= 0xc6) return this.#raw(this.#number(width(tag - 0xc4))).slice();
    if (tag >= 0xcc && tag <= 0xcf) return this.#number(width(tag - 0xcc));
    if (tag >= 0xd0 && tag <= 0xd3) return this.#signed(width(tag - 0xd0));
    if (tag >= 0xd9 && tag <= 0xdb) return this.#text(this.#number(width(tag - 0xd9)));
    if (tag >= 0xdc && tag <= 0xdd) return this.#array(this.#number(width(tag - 0xdb)), depth);
    throw new ProofError("malformed");
  }

  #text(length: number): string {
    try {
      return fromUtf8(this.#raw(length));
    } catch {
      throw new ProofError("malformed");
    }
  }

  #array(length: number, depth: number): readonly Part[] {
    if (depth === 0 || length > this.#bytes.length) throw new ProofError("malformed");
    return Array.from({ length }, () => this.part(depth - 1));
  }

  #number(bytes: 1 | 2 | 4 | 8): number {
    const at = this.#skip(bytes);
    if (bytes === 1) return this.#view.getUint8(at);
    if (bytes === 2) return this.#view.getUint16(at);
    if (bytes === 4) return this.#view.getUint32(at);
    const value = Number(this.#view.getBigUint64(at));
    if (!Number.isSafeInteger(value)) throw new ProofError("malformed");
    return value;
  }

  /** A signed form: foreign when it is negative, otherwise only not the shortest. */
  #signed(bytes: 1 | 2 | 4 | 8): number {
    const negative = (this.#bytes[this.#at] ?? 0) >= 0x80;
    if (negative) throw new ProofError("malformed");
    return this.#number(bytes);
  }

  #raw(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  #skip(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw new ProofError("malformed");
    this.#at = at + length;
    return at;
  }
}

function width(exponent: number): 1 | 2 | 4 | 8 {
  return exponent === 0 ? 1 : exponent === 1 ? 2 : exponent === 2 ? 4 : 8;
}
