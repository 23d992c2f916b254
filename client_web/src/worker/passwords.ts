import { sodium } from "../crypto/sodium.ts";
import * as vaults from "../crypto/vault.ts";
import { Alarm } from "./alarm.ts";

/** What became of a password: what is sent, and what is never sent (crypto.md §3.2). */
export interface Stretched {
  readonly authenticationKey: Uint8Array;
  readonly wrapping: Uint8Array;
}

/** The second of Argon2. `number`: the account's identification number; `service`: the name pinned in the build. */
export function stretched(password: string, service: string, number: string): Stretched {
  const stretch = vaults.stretch(password, service, number);
  const keys = { authenticationKey: vaults.authenticationKey(stretch), wrapping: vaults.wrappingKey(stretch) };
  sodium.memzero(stretch);
  return keys;
}

/** Waits for its use: the wrapping key of the password last shown. */
export class ShownPassword {
  #wrapping: Uint8Array | null = null;

  /** Keeps the wrapping key in place of the one before. */
  keep(wrapping: Uint8Array): void {
    this.forget();
    this.#wrapping = wrapping;
  }

  /** Alarm("locked") when no password was shown. */
  get wrapping(): Uint8Array {
    if (this.#wrapping === null) throw new Alarm("locked");
    return this.#wrapping;
  }

  forget(): void {
    if (this.#wrapping !== null) sodium.memzero(this.#wrapping);
    this.#wrapping = null;
  }
}
