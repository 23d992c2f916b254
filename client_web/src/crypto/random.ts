import { exactly } from "./checks.ts";

/** So many random bytes; the last argument of whatever needs them. */
export type Random = (length: number) => Uint8Array;

/** `length` bytes from `random`; a source that gives fewer must never become a key or a nonce. */
export function drawn(random: Random, length: number): Uint8Array {
  const value = random(length);
  exactly(length, value);
  return value;
}
