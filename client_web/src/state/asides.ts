import { signal } from "@preact/signals-core";
import { toUtf8 } from "../bytes/utf8.ts";
import { MAX_CONTACT_BYTES, MAX_PLACE_BYTES, MAX_TELEPHONE_BYTES, MAX_WORD_BYTES } from "../crypto/aside.ts";
import type { About, CheckIn, CodeWord, Use } from "../crypto/aside.ts";
import type { CryptoPort } from "../worker/port.ts";
import type { Said } from "./before_words.ts";
import type { Conversation } from "./conversation.ts";
import { idBytes, messageKey } from "./id.ts";
import type { SessionKey } from "./id.ts";
import type { Random } from "./ports.ts";
import type { Posting } from "./posting.ts";

const MOST = {
  place: MAX_PLACE_BYTES,
  telephone: MAX_TELEPHONE_BYTES,
  contact: MAX_CONTACT_BYTES,
  word: MAX_WORD_BYTES,
} as const;

/** Whether there is more of it than an aside takes. */
export function isTooLong(what: keyof typeof MOST, text: string): boolean {
  return toUtf8(text.trim()).length > MOST[what];
}

/** How an aside is coming along: on its way, or not sent; null where nothing is. */
export type AsideWork = "sending" | "failed" | null;

/** What a page says for its person beside their words (crypto.md §6.9): to the other side alone, in the live session. */
export class Asides {
  readonly work = signal<AsideWork>(null);
  /** Who was asked before the first words and let it be; it is asked once in a session, until somebody asks again. */
  readonly skipped = signal<{ readonly session: SessionKey; readonly sequence: number } | null>(null);
  readonly #conversation: Conversation;
  readonly #posting: Posting;
  readonly #crypto: CryptoPort;
  readonly #random: Random;

  constructor(parts: {
    readonly conversation: Conversation;
    readonly posting: Posting;
    readonly crypto: CryptoPort;
    readonly random: Random;
  }) {
    this.#conversation = parts.conversation;
    this.#posting = parts.posting;
    this.#crypto = parts.crypto;
    this.#random = parts.random;
  }

  /** The client's answers before the first words. */
  checkIn(said: Omit<CheckIn, "kind">): Promise<boolean> {
    return this.#tell(() => this.#posting.aside(messageKey(this.#random(16)), { kind: "check-in", ...said }));
  }

  /** Asks the other side. */
  ask(about: About): Promise<boolean> {
    return this.#tell(() => this.#posting.aside(messageKey(this.#random(16)), { kind: "question", about }));
  }

  /** A word by which the other side knows this person, sealed to them alone: it holds from now on, or answers their question. */
  codeWord(use: Use, word: string): Promise<boolean> {
    return this.#tell(async () => {
      const message = this.#random(16);
      const request = { conversation: idBytes(this.#conversation.key), message, use, word: word.trim() };
      const sealed = await this.#crypto.sealCodeWord(request);
      return sealed.ok && this.#posting.aside(messageKey(message), sealed.value);
    });
  }

  /** A word of the other side; null when nothing here opens it. */
  async open({ message, aside: said }: Said<CodeWord>): Promise<string | null> {
    const request = { conversation: idBytes(this.#conversation.key), message: idBytes(message), said };
    const opened = await this.#crypto.openCodeWord(request);
    return opened.ok ? opened.value : null;
  }

  /** Nothing is said: whoever is asked goes on without. */
  skip(): void {
    const session = this.#conversation.live.peek();
    if (session !== null) this.skipped.value = { session, sequence: this.#conversation.verified.peek().to };
  }

  async #tell(send: () => Promise<boolean>): Promise<boolean> {
    if (this.work.peek() === "sending") return false;
    this.work.value = "sending";
    const kept = await send();
    this.work.value = kept ? null : "failed";
    return kept;
  }
}
