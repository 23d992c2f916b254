import { signal } from "@preact/signals-core";
import type { CopyDocuments, CopyRelease, PackedCopy } from "../../worker/copy_port.ts";
import type { CryptoPort } from "../../worker/port.ts";
import type { Person } from "../../protocol/documents.ts";
import type { OwnLeaf } from "../../protocol/record_log.ts";
import type { Connection } from "../connection.ts";
import type { ConversationKey } from "../id.ts";
import type { MailHttp } from "../mail_http.ts";
import type { Answered, Clock, Http } from "../ports.ts";
import type { RecordRequests, RecordRequestsHttp } from "../record_requests_http.ts";
import type { RecordHttp } from "../record_http.ts";
import { asked, CopyError, value } from "./copy_error.ts";
import type { CopyFault } from "./copy_error.ts";
import { logProofs } from "./log_proofs.ts";
import { OwnReading } from "./own_reading.ts";

export type { CopyFault } from "./copy_error.ts";

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
  readonly release: Pick<RecordRequestsHttp, "recordRequests">;
}

/** The line to the service, and what learns an epoch there: false when that did not come about now. */
export interface Source {
  readonly connection: Pick<Connection, "ask">;
  readonly learn: (epoch: number) => Promise<boolean>;
  /** Up to which entry this page has read the conversation; 0 before the first. */
  readonly read: () => number;
}

/** Where the entries of a copy come from. */
export interface CopyReading {
  /** Begins the copy in the worker, and lets it prove every entry; who the people in it are. */
  read(step: (done: number, all: number) => void): Promise<readonly Person[]>;
  chunk(attachment: Uint8Array, index: number): Promise<Answered<Uint8Array>>;
  /** What its client asked to have corrected, and whoever signed something of that; absent where it does not go with the copy. */
  amendments?(): Promise<RecordRequests>;
  /** What the log of `size` leaves holds of this, behind a place. */
  leaves(after: number | null, size: number): Promise<Answered<readonly OwnLeaf[]>>;
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
  make(wish: CopyWish, source: Source): Promise<void> {
    return this.makeOf(new OwnReading(this.#ports, wish, source));
  }

  /** The same of what is read elsewhere. */
  async makeOf(reading: CopyReading): Promise<void> {
    const life = ++this.#life;
    try {
      const archive = await this.#made(reading, life);
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

  async #made(reading: CopyReading, life: number): Promise<PackedRecord> {
    const { crypto, http, clock, record } = this.#ports;
    const now = clock.now();
    this.#step(life, "reading", 0, 1);
    const people = await reading.read((done, all) => {
      this.#step(life, "reading", done, all);
    });
    const chosen = value(await crypto.chosenForCopy());
    if (chosen.entries === 0) throw new CopyError("empty");
    await this.#takeFiles(chosen.files, reading, life);
    this.#step(life, "proofs", 0, 1);
    const [practice, font] = [asked(await http.practice()), asked(await record.font())];
    const step = (done: number, all: number): void => {
      this.#step(life, "proofs", done, all);
    };
    const source = {
      checkpoint: () => record.checkpoint(),
      ownLeaves: (after: number | null, size: number) => reading.leaves(after, size),
    };
    const log = asked(await logProofs(source, chosen.records, step));
    const beside = await this.#takeAmendments(reading);
    await this.#draw({ practice, people: [...people, ...beside], log }, font, life);
    const packed = value(await crypto.packCopy());
    return { kind: "ready", ...packed, entries: chosen.entries, madeAt: now };
  }

  /** Gives who signed something of them. */
  async #takeAmendments(reading: CopyReading): Promise<readonly Person[]> {
    const { requests, people } = (await reading.amendments?.()) ?? { requests: [], people: [] };
    const client = people.find(({ role }) => role === "client");
    if (client === undefined) return [];
    value(await this.#ports.crypto.takeCopyAmendments({ kept: requests, client, people }));
    return people;
  }

  async #takeFiles(
    files: readonly { readonly attachment: Uint8Array; readonly chunks: number }[],
    reading: CopyReading,
    life: number,
  ): Promise<void> {
    for (const [n, { attachment, chunks }] of files.entries()) {
      this.#step(life, "files", n, files.length);
      const kept: Uint8Array[] = [];
      for (let index = 0; index < chunks; index++) {
        kept.push(asked(await reading.chunk(attachment, index)));
        this.#step(life, "files", n + (index + 1) / chunks, files.length);
      }
      value(await this.#ports.crypto.takeCopyFile(attachment, kept));
    }
  }

  async #draw(documents: CopyDocuments, font: Uint8Array, life: number): Promise<void> {
    const { crypto } = this.#ports;
    const { lines } = value(await crypto.makeCopy(documents, font));
    for (let drawn = 0; drawn < lines;) {
      this.#step(life, "drawing", drawn, lines);
      ({ drawn } = value(await crypto.drawCopy()));
    }
    this.#step(life, "packing", 1, 1);
  }

  /** Says how far it is; whoever dropped the copy meanwhile gets no further. */
  #step(life: number, step: CopyStep, done: number, all: number): void {
    if (life !== this.#life) throw new CopyError("dropped");
    this.state.value = { kind: "making", step, done, all };
  }
}
