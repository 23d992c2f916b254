import { equal } from "../bytes/equal.ts";
import { conversationKey, idBytes, keyOf, messageKey } from "./id.ts";
import type { ConversationKey, MessageKey } from "./id.ts";

/**
 * Where a draft lies (crypto.md §3.10): the conversation's own slot has what is said live. An answer lies under its thread, a letter
 * that begins one under the conversation's bytes turned over, so that every device finds it in the same place.
 */
export interface DraftSlot {
  readonly slot: Uint8Array;
  readonly conversation: Uint8Array;
}

export function liveSlot(key: ConversationKey): DraftSlot {
  const conversation = idBytes(key);
  return { slot: conversation, conversation };
}

export function letterSlot(key: ConversationKey, thread: MessageKey | null): DraftSlot {
  const conversation = idBytes(key);
  return { slot: thread === null ? turned(conversation) : idBytes(thread), conversation };
}

/** What a slot is for: words said live, or a letter of a thread (null: one that begins a thread). */
export function purposeOf({ slot, conversation }: DraftSlot): "live" | { readonly thread: MessageKey | null } {
  if (equal(slot, conversation)) return "live";
  return { thread: equal(slot, turned(conversation)) ? null : messageKey(slot) };
}

/** The name that a device keeps a draft under: the conversation, and a letter's slot behind it. */
export function placeName({ slot, conversation }: DraftSlot): string {
  return equal(slot, conversation) ? conversationKey(conversation) : `${conversationKey(conversation)}/${keyOf(slot)}`;
}

export function placeNamed(name: string): DraftSlot {
  const [conversation = "", slot = conversation] = name.split("/");
  return { slot: idBytes(slot), conversation: idBytes(conversation) };
}

function turned(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ 0xff);
}
