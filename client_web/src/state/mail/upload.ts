import { signal } from "@preact/signals-core";
import { cutOf, PART_BYTES } from "../../crypto/attachment.ts";
import type { Attachment } from "../../crypto/letter.ts";
import type { CryptoPort } from "../../worker/port.ts";
import { idBytes } from "../id.ts";
import type { ConversationKey } from "../id.ts";
import type { MailHttp } from "../mail_http.ts";
import type { Clock, Random } from "../ports.ts";

/** A file that somebody chose; it is read piece by piece. */
export interface ChosenFile {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly slice: (from: number, to: number) => Promise<Uint8Array>;
}

export type UploadState =
  | { readonly kind: "sending"; readonly sent: number; readonly of: number }
  /** The line is cut: it goes on by itself. */
  | { readonly kind: "waiting"; readonly sent: number; readonly of: number }
  | { readonly kind: "done"; readonly attachment: Attachment }
  | { readonly kind: "failed"; readonly code: string };

const AGAIN_MS = 2_000;

/** One file on its way: sealed and sent chunk by chunk, and taken up again where a cut left it (crypto.md §6.7). */
export class Upload {
  readonly file: ChosenFile;
  readonly state = signal<UploadState>({ kind: "sending", sent: 0, of: 1 });
  readonly #parts: {
    readonly http: MailHttp;
    readonly crypto: CryptoPort;
    readonly clock: Clock;
  };
  readonly #conversation: Uint8Array;
  readonly #attachment: Uint8Array;
  readonly #key: Uint8Array;
  /** Sealed once, since the nonce is random: the same bytes go at every attempt while this page lives. */
  readonly #hashes: Uint8Array[] = [];
  #waiting: { readonly chunk: Uint8Array; readonly hash: Uint8Array } | null = null;
  #cancelled = false;

  constructor(
    parts: { readonly http: MailHttp; readonly crypto: CryptoPort; readonly clock: Clock; readonly random: Random },
    conversation: ConversationKey,
    file: ChosenFile,
  ) {
    this.#parts = parts;
    this.file = file;
    this.#conversation = idBytes(conversation);
    this.#attachment = parts.random(16);
    this.#key = parts.random(32);
  }

  cancel(): void {
    this.#cancelled = true;
  }

  /** Sends all of it; resolves when that is done, or failed for good, or was cancelled. */
  async send(): Promise<void> {
    const { chunks, bytes } = cutOf(this.file.size);
    const numbers = { conversation: this.#conversation, attachment: this.#attachment, chunks, bytes };
    while (!this.#isCancelled()) {
      const begun = await this.#parts.http.begin(numbers);
      const code = begun.ok ? await this.#chunks(chunks) : codeOf(begun.refusal);
      if (code === null || this.#isCancelled()) return;
      if (code !== "unreachable" && code !== "try_again") {
        this.state.value = { kind: "failed", code };
        return;
      }
      this.state.value = { kind: "waiting", sent: this.#hashes.length, of: chunks };
      await new Promise<void>((resolve) => this.#parts.clock.after(AGAIN_MS, resolve));
    }
  }

  /** Those that are not sent yet; the code of what stopped it, or null. */
  async #chunks(chunks: number): Promise<string | null> {
    const { http, crypto } = this.#parts;
    const place = { conversation: this.#conversation, attachment: this.#attachment, count: chunks };
    const file = { place, key: this.#key, size: this.file.size };
    for (let index = this.#hashes.length; index < chunks; index++) {
      if (this.#isCancelled()) return null;
      this.state.value = { kind: "sending", sent: index, of: chunks };
      if (this.#waiting === null) {
        const slice = await this.file.slice(index * PART_BYTES, (index + 1) * PART_BYTES);
        const sealed = await crypto.sealChunk(file, index, slice);
        if (!sealed.ok) return sealed.reason;
        this.#waiting = sealed.value;
      }
      const { chunk, hash } = this.#waiting;
      const answer = await http.putChunk(this.#attachment, index, chunk);
      if (!answer.ok) return codeOf(answer.refusal);
      this.#hashes.push(hash);
      this.#waiting = null;
    }
    return this.#done();
  }

  /** Asked anew each time: it changes while something is awaited. */
  #isCancelled(): boolean {
    return this.#cancelled;
  }

  async #done(): Promise<string | null> {
    const digest = await this.#parts.crypto.attachmentDigest(this.#attachment, this.#hashes);
    if (!digest.ok) return digest.reason;
    const { name, mediaType, size } = this.file;
    const attachment = { attachment: this.#attachment, name, mediaType, size, key: this.#key, digest: digest.value };
    this.state.value = { kind: "done", attachment };
    return null;
  }
}

function codeOf(refusal: { readonly kind: string; readonly code?: string }): string {
  return refusal.code ?? "unreachable";
}
