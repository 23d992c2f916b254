import { computed, effect, signal } from "@preact/signals-core";
import type { ReadonlySignal, Signal } from "@preact/signals-core";
import { cutOf } from "../../crypto/attachment.ts";
import type { Attachment, Letter } from "../../crypto/letter.ts";
import type { CryptoPort } from "../../worker/port.ts";
import { idBytes, conversationKey, messageKey } from "../id.ts";
import type { ConversationKey, MessageKey } from "../id.ts";
import type { LetterPlace, MailHttp } from "../mail_http.ts";
import type { Discretion } from "../discretion.ts";
import type { Clock, Random } from "../ports.ts";
import type { Room } from "../room.ts";
import type { Roster } from "../roster.ts";
import { meetingsOf } from "./meetings.ts";
import type { Meeting } from "./meetings.ts";
import { markOf, threadsOf } from "./threads.ts";
import type { ReadMarks, Thread } from "./threads.ts";
import { Upload } from "./upload.ts";
import type { ChosenFile } from "./upload.ts";

/** What somebody wrote: a first letter has a subject and no thread, an answer a thread and no subject. */
export interface Written {
  readonly thread: MessageKey | null;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** A referral: care ends, or goes on elsewhere. Only a therapist's letter may say so (crypto.md §6.6). */
  readonly referral?: boolean;
}

/** A letter that left the page. */
export interface Sent {
  readonly thread: MessageKey;
  readonly safe: Promise<boolean>;
}

/** What a mailbox needs from the desk. */
export interface MailboxParts {
  readonly http: MailHttp;
  readonly crypto: CryptoPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly roster: Signal<Roster>;
  readonly enter: (key: ConversationKey) => Room | null;
  readonly discretion: Pick<Discretion, "hidden">;
}

/** At most so many letters are marked read by one request (protocol.md §1.5). */
const MARKS = 200;
/** How long a letter may be on its way before its writer is told that it still is. */
const ARRIVAL_MS = 20_000;

/** The reader's letters: found in the verified records of their conversations, marked by what the service keeps. */
export class Mailbox {
  readonly state = signal<"loading" | "ready" | "failed">("loading");
  readonly threads: ReadonlySignal<readonly Thread[]>;
  /** What is new about when to meet. */
  readonly meetings: ReadonlySignal<readonly Meeting[]>;
  /** Every listed letter is read out of its record; until then the list grows. */
  readonly complete: ReadonlySignal<boolean>;
  readonly #read = signal<ReadMarks>(new Map());
  readonly #archived = signal<ReadonlySet<string>>(new Set());
  readonly #parts: MailboxParts;

  constructor(parts: MailboxParts) {
    this.#parts = parts;
    const conversations = computed(() => {
      const roster = parts.roster.value;
      return roster.kind === "ready" ? roster.items.map(({ conversation }) => conversation) : [];
    });
    this.threads = computed(() => {
      const { reading } = parts.discretion.hidden.value;
      return threadsOf(conversations.value, this.#read.value, this.#archived.value, reading);
    });
    this.meetings = computed(() => meetingsOf(conversations.value, this.#read.value));
    this.complete = computed(() =>
      conversations.value.every(
        ({ phase, verified }) =>
          phase.value.kind === "stopped" || (phase.value.kind === "open" && verified.value.from <= 1),
      ),
    );
  }

  /** Reads what the service keeps, and follows every conversation, so that its letters are read out of its record. */
  async load(): Promise<void> {
    const roster = this.#parts.roster.peek();
    if (roster.kind === "ready") for (const { key } of roster.items) this.#parts.enter(key);
    const answer = await this.#parts.http.mail();
    if (!answer.ok) {
      if (this.state.peek() === "loading") this.state.value = "failed";
      return;
    }
    const { letters, archived } = answer.value;
    this.#read.value = marksOf(letters);
    this.#archived.value = new Set(archived.map(messageKey));
    this.state.value = "ready";
  }

  /** The reader has a thread before them: its letters are read. */
  async opened(thread: Thread): Promise<void> {
    const { key } = thread.conversation;
    await this.#mark(
      key,
      thread.letters.flatMap(({ unread: is, sequence }) => (is && sequence !== null ? [sequence] : [])),
    );
  }

  /** What is new about meeting is shown, as far as this says: it waits for its reader no longer. */
  async met(isShown: (meeting: Meeting) => boolean): Promise<void> {
    const answer = await this.#parts.http.mail();
    if (!answer.ok) return;
    this.#read.value = marksOf(answer.value.letters);
    const shown = this.meetings.peek().filter(isShown);
    for (const key of new Set(shown.map(({ conversation }) => conversation.key))) {
      const its = shown.filter(({ conversation }) => conversation.key === key);
      await this.#mark(
        key,
        its.map(({ sequence }) => sequence),
      );
    }
  }

  /** Read, here at once and then at the service. */
  async #mark(key: ConversationKey, sequences: readonly number[]): Promise<void> {
    if (sequences.length === 0) return;
    this.#read.value = new Map([...this.#read.peek(), ...sequences.map((n) => [markOf(key, n), true] as const)]);
    const { reading } = this.#parts.discretion.hidden.peek();
    for (let at = 0; at < sequences.length; at += MARKS) {
      await this.#parts.http.readLetters(idBytes(key), sequences.slice(at, at + MARKS), reading);
    }
  }

  async archive(thread: Thread, archived: boolean): Promise<void> {
    const now = new Set(this.#archived.peek());
    if (archived) now.add(thread.key);
    else now.delete(thread.key);
    this.#archived.value = now;
    const answer = await this.#parts.http.archive(idBytes(thread.conversation.key), idBytes(thread.key), archived);
    if (!answer.ok) await this.load();
  }

  /** Sends a letter: the thread that it stands in, and whether this device keeps it. It is shown at once, and kept before it leaves. */
  send(conversation: ConversationKey, written: Written): Sent | null {
    const room = this.#parts.enter(conversation);
    if (room === null) return null;
    const message = messageKey(this.#parts.random(16));
    const thread = written.thread ?? message;
    const { text, attachments } = written;
    const subject = written.thread === null ? written.subject : "";
    const purpose = written.referral === true ? "referral" : "letter";
    const letter: Letter = { kind: "letter", thread: idBytes(thread), subject, text, purpose, attachments };
    return { thread, safe: room.posting.write(message, letter) };
  }

  /** Whether all that was written here has arrived in the record, as soon as it has; not yet after a while. */
  arrived(conversation: ConversationKey): Promise<boolean> {
    const written = this.#parts.enter(conversation)?.conversation.written;
    if (written === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ARRIVAL_MS, () => {
        stop();
        resolve(false);
      });
      const stop = effect(() => {
        if (written.value.length > 0) return;
        cancel();
        // Its first run comes before it can be stopped.
        queueMicrotask(() => {
          stop();
        });
        resolve(true);
      });
    });
  }

  /** Begins to send a file that will go with a letter. */
  upload(conversation: ConversationKey, file: ChosenFile): Upload {
    const upload = new Upload(this.#parts, conversation, file);
    void upload.send();
    return upload;
  }

  /** An attachment's file, proved to be the one that the letter speaks of; else a word of why not. */
  async bring(conversation: ConversationKey, attachment: Attachment): Promise<Uint8Array | string> {
    const { http, crypto } = this.#parts;
    const { chunks } = cutOf(attachment.size);
    const place = { conversation: idBytes(conversation), attachment: attachment.attachment, count: chunks };
    const parts: Uint8Array[] = [];
    const hashes: Uint8Array[] = [];
    for (let index = 0; index < chunks; index++) {
      const answer = await http.getChunk(attachment.attachment, index);
      if (!answer.ok) return answer.refusal.kind;
      const opened = await crypto.openChunk({ place, key: attachment.key }, index, answer.value);
      if (!opened.ok) return opened.reason;
      parts.push(opened.value.part);
      hashes.push(opened.value.hash);
    }
    const joined = await crypto.joinAttachment(attachment, hashes, parts);
    return joined.ok ? joined.value : joined.reason;
  }
}

function marksOf(letters: readonly LetterPlace[]): ReadMarks {
  return new Map(letters.map((one) => [markOf(conversationKey(one.conversation), one.sequence), one.read]));
}
