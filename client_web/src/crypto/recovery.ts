import { exactly } from "./checks.ts";
import { fromBigEndian, readCrockford, toBigEndian, writeCrockford } from "./crockford.ts";
import { derive, hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";

/** The recovery code (crypto.md §3.5): printed once, it opens the vault when the password is gone. */

export const RECOVERY_CODE_BYTES = 20;

const CODE_BITS = 8 * RECOVERY_CODE_BYTES;
const CHECK_BITS = 20;

/** The text to print: nine groups of four symbols, joined by hyphens; the last twenty bits are the check. */
export function recoveryText(code: Uint8Array): string {
  exactly(RECOVERY_CODE_BYTES, code);
  const value = (fromBigEndian(code) << BigInt(CHECK_BITS)) | check(code);
  return writeCrockford(value, CODE_BITS + CHECK_BITS);
}

/** The code (20 bytes) that a person typed; refused as `readCrockford` refuses, or ProofError("wrong_check"). */
export function readRecoveryText(text: string): Uint8Array {
  const value = readCrockford(text, CODE_BITS + CHECK_BITS);
  const code = toBigEndian(value >> BigInt(CHECK_BITS), RECOVERY_CODE_BYTES);
  if (BigInt.asUintN(CHECK_BITS, value) !== check(code)) throw new ProofError("wrong_check");
  return code;
}

/** What is sent of a recovery code (20 bytes). */
export function recoveryAuthenticationKey(code: Uint8Array): Uint8Array {
  exactly(RECOVERY_CODE_BYTES, code);
  return derive(code, "webtherapy/v1/recovery/authentication");
}

/** What is never sent of a recovery code (20 bytes). */
export function recoveryWrappingKey(code: Uint8Array): Uint8Array {
  exactly(RECOVERY_CODE_BYTES, code);
  return derive(code, "webtherapy/v1/recovery/wrapping");
}

function check(code: Uint8Array): bigint {
  const digest = hash("webtherapy/v1/recovery/check", code);
  return fromBigEndian(digest) >> BigInt(8 * digest.length - CHECK_BITS);
}
