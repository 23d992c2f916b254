import { toHex } from "../src/bytes/hex.ts";
import { sodium } from "../src/crypto/sodium.ts";

/** Where stretched passwords are remembered: `Map`'s words. */
export interface Remembered {
  get(name: string): Uint8Array | undefined;
  set(name: string, stretched: Uint8Array): unknown;
}

let once = false;

/**
 * Argon2 is slow on purpose, and the same words always stretch to the same bytes. From here on the real thing stretches each
 * password once, and the next time it is remembered: most tests are about something else. Passwords here are made up.
 */
export function stretchOnce(remembered: Remembered): void {
  if (once) return;
  once = true;
  const stretch = sodium.crypto_pwhash.bind(sodium);
  const crypto_pwhash = (
    length: number,
    password: Uint8Array,
    salt: Uint8Array,
    passes: number,
    memory: number,
    algorithm: number,
  ): Uint8Array => {
    const name = [toHex(password), toHex(salt), length, passes, memory, algorithm].join(" ");
    const stretched = remembered.get(name) ?? stretch(length, password, salt, passes, memory, algorithm);
    remembered.set(name, stretched.slice());
    return stretched.slice(); // who asked overwrites what they got
  };
  Object.assign(sodium, { crypto_pwhash });
}
