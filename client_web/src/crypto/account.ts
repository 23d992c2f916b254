import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { exactly, ids, KEY_BYTES } from "./checks.ts";
import { derive } from "./hashing.ts";
import type { Random } from "./random.ts";
import { SealingKey } from "./sealing.ts";
import { SigningKey } from "./signing.ts";

/** The account secret and what derives from it (crypto.md §2). */

/** All keys of an account. Secret: they never leave the worker. */
export interface AccountKeys {
  readonly signing: SigningKey;
  readonly sealing: SealingKey;
  readonly drafts: Uint8Array;
  readonly settings: Uint8Array;
  readonly outbox: Uint8Array;
  readonly notes: Uint8Array;
}

/** The keys that grow from a 32-byte account secret. */
export async function accountKeys(secret: Uint8Array): Promise<AccountKeys> {
  exactly(KEY_BYTES, secret);
  return {
    signing: new SigningKey(derive(secret, "webtherapy/v1/account/signing")),
    sealing: await SealingKey.fromSeed(derive(secret, "webtherapy/v1/account/sealing")),
    drafts: derive(secret, "webtherapy/v1/account/drafts"),
    settings: derive(secret, "webtherapy/v1/account/settings"),
    outbox: derive(secret, "webtherapy/v1/account/outbox"),
    notes: derive(secret, "webtherapy/v1/account/notes"),
  };
}

/** The old account secret, readable to who has the new one; `generation` is the new bundle's. */
export function wrapPredecessor(
  next: Uint8Array,
  old: Uint8Array,
  account: Uint8Array,
  generation: number,
  random: Random,
): Uint8Array {
  exactly(KEY_BYTES, next, old);
  return sealBox(predecessorKey(next), old, predecessorContext(account, generation), random);
}

/** The old account secret; ProofError("wrong_key") when any argument is not the one it was wrapped with. */
export function unwrapPredecessor(
  next: Uint8Array,
  wrapped: Uint8Array,
  account: Uint8Array,
  generation: number,
): Uint8Array {
  exactly(KEY_BYTES, next);
  const old = openBox(predecessorKey(next), wrapped, predecessorContext(account, generation));
  exactly(KEY_BYTES, old);
  return old;
}

function predecessorKey(next: Uint8Array): Uint8Array {
  return derive(next, "webtherapy/v1/account/predecessor");
}

function predecessorContext(account: Uint8Array, generation: number): Uint8Array {
  ids(account);
  return encode("webtherapy/v1/predecessor", account, generation);
}
