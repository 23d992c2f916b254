import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import { fromUtf8, toUtf8 } from "../../bytes/utf8.ts";
import type { ConversationDocument, ConversationsDocument } from "../../protocol/documents.ts";
import { MAX_PAGE_ENTRIES } from "../../protocol/limits.ts";
import type { CopyDocuments, CopyRelease, CopyRequest, PackedCopy } from "../../worker/copy_port.ts";
import type { AlarmReason, CryptoPort, Outcome } from "../../worker/port.ts";
import type { Connection } from "../connection.ts";
import { conversationKey, idBytes } from "../id.ts";
import type { ConversationKey } from "../id.ts";
import type { MailHttp } from "../mail_http.ts";
import type { Answered, Clock, Http } from "../ports.ts";
import type { RecordHttp } from "../record_http.ts";
import { logProofs } from "./log_proofs.ts";
import { aheadHere, offsetsOf } from "./offsets.ts";

/** Appointments may be this far ahead, and their times stand in the copy. */
const AHEAD_MS = 2 * 365 * 86_400_000;

/** What someone wants a copy of. Times are inclusive; null: from the beginning, to the end. */
export interface CopyWish {
  readonly conversation: ConversationKey;
  readonly from: number | null;
  readonly until: number | null;
  readonly what: "all" | "sessions" | "letters";
  readonly session: string | null;
  /** How the copy is to call whom, by hexadecimal account; nothing that proves anything. */
  readonly names: readonly (readonly [account: string, name: string])[];
  /** Absent for one's own copy. */
  readonly release?: CopyRelease;
}

export type CopyStep = "reading" | "files" | "proofs" | "drawing" | "packing";

/** `empty`: nothing was said there. `parts`: too many pieces. `lost`: the line was cut. Else what did not prove itself. */
export type CopyFault = "empty" | "parts" | "lost" | "unproved";

/** A copy that is there to be kept. */
export interface PackedRecord extends PackedCopy {
  readonly kind: "ready";
  readonly entries: number;
  readonly madeAt: number;
}

export type CopyState =
  | { readonly kind: "none" }
  | { readonly kind: "making"; readonly step: CopyStep; readonly done: number; readonly all: number }
  | PackedRecord
  | { readonly kind: "failed"; readonly fault: CopyFault };

export interface CopyPorts {
  readonly crypto: CryptoPort;
  readonly http: Pick<Http, "conversations" | "practice">;
  readonly record: RecordHttp;
  readonly mail: Pick<MailHttp, "getChunk">;
  readonly clock: Pick<Clock, "now">;
}

/** The line to the service, and what learns an epoch there: false when that did not come about now. */
export interface Source {
  readonly connection: Pick<Connection, "ask">;
  readonly learn: (epoch: number) => Promise<boolean>;
  /** Up to which entry this page has read the conversation; 0 before the first. */
  readonly read: () => number;
}

class CopyError extends Error {
  readonly fault: CopyFault | "dropped";

  constructor(fault: CopyFault | "dropped") {
    super(fault);
    this.fault = fault;
  }
}

/** A client's own copy of their record (crypto.md §13.2), made in this browser, step by step; it can be dropped at every step. */
export class RecordCopy {
  readonly state = signal<CopyState>({ kind: "none" });
  readonly #ports: CopyPorts;
  /** Counts copies: what belongs to an earlier one is not looked at. */
  #life = 0;

  constructor(ports: CopyPorts) {
    this.#ports = ports;
  }

  /** Makes a copy, in place of one that is being made or is ready. */
  async make(wish: CopyWish, source: Source): Promise<void> {
    const life = ++this.#life;
    try {
      const archive = await this.#made(wish, source, life);
      if (life === this.#life) this.state.value = archive;
    } catch (error) {
      if (!(error instanceof CopyError)) throw error;
      if (life !== this.#life || error.fault === "dropped") return;
      void this.#ports.crypto.dropCopy();
      this.state.value = { kind: "failed", fault: error.fault };
    }
  }

  /** Drops the copy that is being made, or is ready. */
  drop(): void {
    this.#life++;
    this.state.value = { kind: "none" };
    void this.#ports.crypto.dropCopy();
  }

  async #made(wish: CopyWish, source: Source, life: number): Promise<PackedRecord> {
    const { crypto, http, clock, record } = this.#ports;
    const now = clock.now();
    this.#step(life, "reading", 0, 1);
    const listed = this.#asked(await http.conversations());
    const document = this.#documentOf(wish.conversation, listed);
    this.#value(await crypto.beginCopy(requestOf(wish, document, now)));
    await this.#readAll(document, source, life);
    const chosen = this.#value(await crypto.chosenForCopy());
    if (chosen.entries === 0) throw new CopyError("empty");
    await this.#takeFiles(chosen.files, life);
    this.#step(life, "proofs", 0, 1);
    const [practice, font] = [this.#asked(await http.practice()), this.#asked(await record.font())];
    const step = (done: number, all: number): void => {
      this.#step(life, "proofs", done, all);
    };
    const log = this.#asked(await logProofs(record, chosen.records, step));
    const documents: CopyDocuments = { practice, people: listed.people, log };
    await this.#draw(documents, font, life);
    const packed = this.#value(await crypto.packCopy());
    return { kind: "ready", ...packed, entries: chosen.entries, madeAt: now };
  }

  #documentOf(key: ConversationKey, { conversations }: ConversationsDocument): ConversationDocument {
    const document = conversations.find(({ conversation }) => conversationKey(conversation) === key);
    if (document === undefined) throw new CopyError("unproved");
    return document;
  }

  /** From the end backwards, down to the first entry: so all of it is verified, whatever is chosen. */
  async #readAll({ conversation, sequence, head }: ConversationDocument, source: Source, life: number): Promise<void> {
    // The worker reads on from where this page is: with more than a page in between it would have to take that for a gap.
    if (source.read() > 0 && sequence - source.read() >= MAX_PAGE_ENTRIES) throw new CopyError("lost");
    let expected = head;
    for (let before = sequence + 1; before > 1;) {
      this.#step(life, "reading", sequence + 1 - before, sequence);
      const page = await source.connection.ask({ t: "read", conversation, before, limit: MAX_PAGE_ENTRIES });
      if (page.t !== "page") throw new CopyError("lost");
      const first = page.entries[0]?.sequence ?? 0;
      if (page.entries.at(-1)?.sequence !== before - 1) throw new CopyError("unproved");
      const reached = await this.#take(page.anchor, page.entries, source);
      if (!equal(reached, expected)) throw new CopyError("unproved");
      expected = page.anchor;
      before = first;
    }
  }

  async #take(
    anchor: Uint8Array,
    entries: Parameters<CryptoPort["takeCopyEntries"]>[1],
    { learn }: Source,
  ): Promise<Uint8Array> {
    for (let round = 0; round < 3; round++) {
      const taken = await this.#ports.crypto.takeCopyEntries(anchor, entries);
      const value = this.#value(taken);
      if (value.kind === "taken") return value.head;
      for (const epoch of value.epochs) if (!(await learn(epoch))) throw new CopyError("lost");
    }
    throw new CopyError("unproved");
  }

  async #takeFiles(
    files: readonly { readonly attachment: Uint8Array; readonly chunks: number }[],
    life: number,
  ): Promise<void> {
    for (const [n, { attachment, chunks }] of files.entries()) {
      this.#step(life, "files", n, files.length);
      const kept: Uint8Array[] = [];
      for (let index = 0; index < chunks; index++) {
        kept.push(this.#asked(await this.#ports.mail.getChunk(attachment, index)));
        this.#step(life, "files", n + (index + 1) / chunks, files.length);
      }
      this.#value(await this.#ports.crypto.takeCopyFile(attachment, kept));
    }
  }

  async #draw(documents: CopyDocuments, font: Uint8Array, life: number): Promise<void> {
    const { crypto } = this.#ports;
    const { lines } = this.#value(await crypto.makeCopy(documents, font));
    for (let drawn = 0; drawn < lines;) {
      this.#step(life, "drawing", drawn, lines);
      ({ drawn } = this.#value(await crypto.drawCopy()));
    }
    this.#step(life, "packing", 1, 1);
  }

  /** Says how far it is; whoever dropped the copy meanwhile gets no further. */
  #step(life: number, step: CopyStep, done: number, all: number): void {
    if (life !== this.#life) throw new CopyError("dropped");
    this.state.value = { kind: "making", step, done, all };
  }

  #asked<T>(answer: Answered<T>): T {
    if (!answer.ok) throw new CopyError("lost");
    return answer.value;
  }

  #value<T>(outcome: Outcome<T>): T {
    if (!outcome.ok) throw new CopyError(faultOf(outcome.reason));
    return outcome.value;
  }
}

function faultOf(reason: AlarmReason): CopyFault {
  return reason === "wrong_length" ? "parts" : "unproved";
}

function requestOf(wish: CopyWish, { conversation, match, openedAt }: ConversationDocument, now: number): CopyRequest {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    conversation,
    match,
    from: wish.from ?? 0,
    until: wish.until ?? Number.MAX_SAFE_INTEGER,
    what: wish.what,
    session: wish.session === null ? null : idBytes(wish.session),
    names: wish.names.map(([account, name]) => ({
      account: idBytes(account as ConversationKey),
      name: fromUtf8(toUtf8(name)),
    })),
    zone,
    offsets: offsetsOf(openedAt ?? now, now + AHEAD_MS, aheadHere),
    now,
    ...(wish.release === undefined ? {} : { release: wish.release }),
  };
}
