import { saidIn } from "../appointments.ts";
import type { Said } from "../agenda.ts";
import type { Conversation } from "../conversation.ts";
import { markOf } from "./threads.ts";
import type { ReadMarks } from "./threads.ts";

/** A word of the other side's about when to meet that its reader has not seen: the service counts it among the letters. */
export interface Meeting {
  readonly conversation: Conversation;
  readonly sequence: number;
  readonly time: number;
  readonly said: Said;
}

/** All of these conversations, the newest first. */
export function meetingsOf(conversations: readonly Conversation[], read: ReadMarks): readonly Meeting[] {
  return conversations
    .flatMap((conversation) =>
      conversation.entries.value.flatMap((entry): readonly Meeting[] => {
        if (entry.kind !== "appointment" || entry.mine) return [];
        const { sequence, time } = entry;
        if (read.get(markOf(conversation.key, sequence)) !== false) return [];
        return [{ conversation, sequence, time, said: saidIn(entry) }];
      }),
    )
    .sort((one, other) => other.time - one.time);
}
