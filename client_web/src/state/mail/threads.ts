import type { Letter } from "../../crypto/letter.ts";
import type { Conversation } from "../conversation.ts";
import { progressOf } from "../entry.ts";
import type { Progress } from "../entry.ts";
import { messageKey } from "../id.ts";
import type { ConversationKey, MessageKey } from "../id.ts";

/** A letter as people see it. `sequence` is null while it is on its way. */
export interface MailLetter {
  readonly message: MessageKey;
  readonly sequence: number | null;
  readonly mine: boolean;
  /** Of a therapist who was there before the one who reads. */
  readonly former: boolean;
  readonly time: number;
  readonly letter: Letter;
  /** Null for the other side's. */
  readonly progress: Progress | null;
  readonly unread: boolean;
}

/** Letters that belong together, in their order. */
export interface Thread {
  readonly key: MessageKey;
  readonly conversation: Conversation;
  readonly subject: string;
  readonly letters: readonly MailLetter[];
  readonly newest: number;
  readonly unread: number;
  readonly archived: boolean;
}

/** What the service says of letters: which are read, by `conversation/sequence`; null for what it has not said. */
export type ReadMarks = ReadonlyMap<string, boolean>;

export function markOf(conversation: ConversationKey, sequence: number): string {
  return `${conversation}/${String(sequence)}`;
}

/** All threads of these conversations, the one with the newest letter first. `discreet`: the reader is not shown who read theirs. */
export function threadsOf(
  conversations: readonly Conversation[],
  read: ReadMarks,
  archived: ReadonlySet<string>,
  discreet = false,
): readonly Thread[] {
  return conversations
    .flatMap((conversation) => threadsIn(conversation, read, archived, discreet))
    .sort((one, other) => other.newest - one.newest);
}

function threadsIn(
  conversation: Conversation,
  read: ReadMarks,
  archived: ReadonlySet<string>,
  discreet: boolean,
): readonly Thread[] {
  const found = new Map<MessageKey, MailLetter[]>();
  const add = (thread: MessageKey, letter: MailLetter): void => {
    const letters = found.get(thread) ?? [];
    found.set(thread, [...letters.filter(({ message }) => message !== letter.message), letter]);
  };
  for (const entry of conversation.entries.value) {
    if (entry.kind !== "letter") continue;
    const { message, sequence, mine, time, letter, thread } = entry;
    const isRead = read.get(markOf(conversation.key, sequence));
    const kept =
      isRead === true && !discreet ? "read" : progressOf(sequence, { ...conversation.otherCursors.value, read: 0 });
    add(thread, {
      message,
      sequence,
      mine,
      former: conversation.isFormer(entry.sender),
      time,
      letter,
      progress: mine ? kept : null,
      unread: !mine && isRead === false,
    });
  }
  const shown = new Set([...found.values()].flat().map(({ message }) => message));
  for (const { message, content, writtenAt, progress } of conversation.written.value) {
    if (content.kind !== "letter" || shown.has(message)) continue;
    const thread = messageKey(content.thread);
    const own = { message, sequence: null, mine: true, former: false };
    add(thread, { ...own, time: writtenAt, letter: content, progress, unread: false });
  }
  return [...found].map(([key, letters]) => ({
    key,
    conversation,
    subject: letters.find(({ letter }) => letter.subject !== "")?.letter.subject ?? "",
    letters,
    newest: Math.max(...letters.map(({ time }) => time)),
    unread: letters.filter((letter) => letter.unread).length,
    archived: archived.has(key),
  }));
}
