import { passkeyWrappingKey, wrappingKeyWithPasskey } from "../crypto/passkey.ts";
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

  /** Null when no password was shown. */
  get wrappingIfShown(): Uint8Array | null {
    return this.#wrapping;
  }

  forget(): void {
    if (this.#wrapping !== null) sodium.memzero(this.#wrapping);
    this.#wrapping = null;
  }
}

/**
 * What `use` does with a passkey's wrapping key (crypto.md §3.8): a client's PRF output is enough, everyone else's needs the
 * password's wrapping key beside it; Alarm("locked") when that is null.
 */
export function withPasskey<T>(
  role: string,
  password: Uint8Array | null,
  prfOutput: Uint8Array,
  use: (wrapping: Uint8Array) => T,
): T {
  if (role === "client") return spent(passkeyWrappingKey(prfOutput), use);
  if (password === null) throw new Alarm("locked");
  return spent(wrappingKeyWithPasskey(password, prfOutput), use);
}

/** What `use` does with a key that is overwritten after it. */
export function spent<T>(key: Uint8Array, use: (key: Uint8Array) => T): T {
  return overwriting(key, () => use(key));
}

/** What `work` comes to; whatever it comes to, `secret` is overwritten. */
export function overwriting<T>(secret: Uint8Array | null, work: () => T): T {
  try {
    return work();
  } finally {
    if (secret !== null) sodium.memzero(secret);
  }
}
