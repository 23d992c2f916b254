import { equal } from "../bytes/equal.ts";
import { drawn, type Random } from "../crypto/random.ts";
import {
  RECOVERY_CODE_BYTES,
  readRecoveryText,
  recoveryAuthenticationKey,
  recoveryText,
  recoveryWrappingKey,
} from "../crypto/recovery.ts";
import { ProofError } from "../crypto/proof.ts";
import { sodium } from "../crypto/sodium.ts";
import { Alarm } from "./alarm.ts";

/** The two recovery codes that may wait here: one that was typed, and one that was made to replace it (crypto.md §3.5). */
export class RecoveryCodes {
  readonly #random: Random;
  #typed: Uint8Array | null = null;
  #made: { readonly code: Uint8Array; confirmed: boolean } | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What is sent of a code as typed; its wrapping key waits. Refusals are those of `readRecoveryText`. */
  read(text: string): Uint8Array {
    const code = readRecoveryText(text);
    this.#forgetTyped();
    this.#typed = recoveryWrappingKey(code);
    const recoveryKey = recoveryAuthenticationKey(code);
    sodium.memzero(code);
    return recoveryKey;
  }

  /** What `open` finds under the code that was typed, which is then forgotten; Alarm("locked") when there is none. */
  open<T>(open: (wrapping: Uint8Array) => T): T {
    if (this.#typed === null) throw new Alarm("locked");
    const opened = open(this.#typed);
    this.#forgetTyped();
    return opened;
  }

  /** The text of a new code, in place of the one made before. */
  make(): string {
    this.#forgetMade();
    const code = drawn(this.#random, RECOVERY_CODE_BYTES);
    this.#made = { code, confirmed: false };
    return recoveryText(code);
  }

  /** Whether `text` is the code just made; Alarm("locked") when none was. */
  confirm(text: string): boolean {
    if (this.#made === null) throw new Alarm("locked");
    const fits = isText(text, this.#made.code);
    this.#made.confirmed ||= fits;
    return fits;
  }

  /** Alarm("locked") unless a code was made and confirmed. */
  checkConfirmed(): void {
    this.#confirmed();
  }

  /** What is sent of the confirmed code, and what `wrap` makes under it. The code is used up. */
  use<T>(wrap: (wrapping: Uint8Array) => T): { readonly recoveryKey: Uint8Array; readonly wrap: T } {
    const code = this.#confirmed();
    const wrapping = recoveryWrappingKey(code);
    const made = { recoveryKey: recoveryAuthenticationKey(code), wrap: wrap(wrapping) };
    sodium.memzero(wrapping);
    this.#forgetMade();
    return made;
  }

  wipe(): void {
    this.#forgetTyped();
    this.#forgetMade();
  }

  #confirmed(): Uint8Array {
    if (this.#made?.confirmed !== true) throw new Alarm("locked");
    return this.#made.code;
  }

  #forgetTyped(): void {
    if (this.#typed !== null) sodium.memzero(this.#typed);
    this.#typed = null;
  }

  #forgetMade(): void {
    if (this.#made !== null) sodium.memzero(this.#made.code);
    this.#made = null;
  }
}

function isText(text: string, code: Uint8Array): boolean {
  try {
    const typed = readRecoveryText(text);
    const fits = equal(typed, code);
    sodium.memzero(typed);
    return fits;
  } catch (error) {
    if (error instanceof ProofError) return false;
    throw error;
  }
}
