import { equal } from "../bytes/equal.ts";
import { compare } from "../bytes/order.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { ProofError, type ProofReason } from "./proof.ts";

/** The small checks that every structure shares (crypto.md §1.6): lengths, order, equality in constant time. */

export const ID_BYTES = 16;
export const HASH_BYTES = 32;
export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
export const NONCE_BYTES = 24;

const WORD = /^[a-z]+(-[a-z]+)*$/;
const MAX_WORD_BYTES = 32;

/** ProofError("wrong_length") unless each value has `length` bytes. */
export function exactly(length: number, ...values: readonly Uint8Array[]): void {
  for (const value of values) {
    if (value.length !== length) throw new ProofError("wrong_length");
  }
}

/** ProofError("wrong_length") unless each value is an id. */
export function ids(...values: readonly Uint8Array[]): void {
  exactly(ID_BYTES, ...values);
}

/** ProofError("wrong_length") unless each value is a hash. */
export function hashes(...values: readonly Uint8Array[]): void {
  exactly(HASH_BYTES, ...values);
}

/** ProofError("wrong_length") unless there are `least` to `most` rows. */
export function count(rows: readonly unknown[], least: number, most: number): void {
  if (rows.length < least || rows.length > most) throw new ProofError("wrong_length");
}

/** ProofError("malformed") unless `version` counts from 1. */
export function counted(version: number): void {
  if (version < 1) throw new ProofError("malformed");
}

/** ProofError("too_large") when the text has more bytes of UTF-8. */
export function textAtMost(most: number, text: string): void {
  if (toUtf8(text).length > most) throw new ProofError("too_large");
}

/** ProofError("malformed") unless it is lower-case words with hyphens between; "too_large" beyond 32 bytes (crypto.md §3.11). */
export function word(text: string): void {
  if (!WORD.test(text)) throw new ProofError("malformed");
  textAtMost(MAX_WORD_BYTES, text);
}

/** ProofError("duplicate_member") or ("unsorted_members") unless each account is greater than the one before. */
export function ascending(accounts: readonly Uint8Array[]): void {
  let before: Uint8Array | null = null;
  for (const account of accounts) {
    const order = before === null ? -1 : compare(before, account);
    if (order === 0) throw new ProofError("duplicate_member");
    if (order > 0) throw new ProofError("unsorted_members");
    before = account;
  }
}

/** ProofError(reason) unless both are equal; compared in constant time. */
export function same(one: Uint8Array, other: Uint8Array, reason: ProofReason): void {
  if (!equal(one, other)) throw new ProofError(reason);
}

/** The entry of `rows` that the caller knows to be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("absent");
  return value;
}
