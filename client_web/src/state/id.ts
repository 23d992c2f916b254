import { fromHex, toHex } from "../bytes/hex.ts";

/** Ids of 16 bytes as text, so that they can be keys of maps and of lists. */
export type ConversationKey = string & { readonly __conversation: true };
export type AccountKey = string & { readonly __account: true };
export type MessageKey = string & { readonly __message: true };
export type SessionKey = string & { readonly __session: true };

export function conversationKey(bytes: Uint8Array): ConversationKey {
  return toHex(bytes) as ConversationKey;
}

export function accountKey(bytes: Uint8Array): AccountKey {
  return toHex(bytes) as AccountKey;
}

export function messageKey(bytes: Uint8Array): MessageKey {
  return toHex(bytes) as MessageKey;
}

export function sessionKey(bytes: Uint8Array): SessionKey {
  return toHex(bytes) as SessionKey;
}

/** The bytes behind any of the keys. */
export function idBytes(key: string): Uint8Array {
  return fromHex(key);
}

/** Any bytes as a name to tell things of one list apart by. */
export function keyOf(bytes: Uint8Array): string {
  return toHex(bytes);
}
