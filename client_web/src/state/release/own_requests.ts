import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import type { RequestKind } from "../../crypto/record_request.ts";
import type { Person } from "../../protocol/documents.ts";
import type { Readers, Values } from "../../worker/release_port.ts";
import { trusted } from "../matching/trusted.ts";
import type { Read } from "../me/me.ts";
import { readOf } from "../me/me.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { type AboutRecord, aboutRecord } from "./about_record.ts";

/** What a client asks for. */
export interface Wanted {
  readonly kind: RequestKind;
  /** Empty where it is about no conversation. */
  readonly conversation: Uint8Array;
  readonly values: Values;
}

/** A client's own requests about their record: what they asked for, what was answered, and what they say to a no (crypto.md §13.5). */
export class OwnRequests {
  readonly view = signal<Read<readonly AboutRecord[]>>({ kind: "loading" });
  readonly #ports: MePorts;
  #people: readonly Person[] = [];

  constructor(ports: MePorts) {
    this.#ports = ports;
  }

  /** Reads and verifies all of them, newest first. */
  async read(): Promise<void> {
    this.view.value = readOf(await this.#read());
  }

  /** Signs what was filled in, and asks the practice for it. */
  async ask({ kind, conversation, values }: Wanted): Promise<Result<null>> {
    const { crypto, release, clock } = this.#ports;
    const readers = await this.#readers();
    if (!readers.ok) return readers;
    const request = { readers: readers.value, kind, conversation, values, now: clock.now() };
    const made = proved(await crypto.signRecordRequest(request));
    if (!made.ok) return made;
    return this.#told(answered(await release.askAboutRecord(made.value)));
  }

  /** Says why a no of the practice's is wrong. */
  async disagree({ kept }: AboutRecord, statement: string): Promise<Result<null>> {
    const { crypto, release, clock } = this.#ports;
    if (kept.answer === null) return { ok: false, mistake: { kind: "proof", reason: "wrong_basis" } };
    const readers = await this.#readers();
    if (!readers.ok) return readers;
    const beside = { readers: readers.value, people: this.#people, values: { statement }, now: clock.now() };
    const { signed: request } = kept.request;
    const made = proved(await crypto.signDisagreement({ ...beside, request, answer: kept.answer.signed }));
    if (!made.ok) return made;
    return this.#told(answered(await release.disagree(made.value)));
  }

  async #told(sent: Result<null>): Promise<Result<null>> {
    if (sent.ok) await this.read();
    return sent;
  }

  async #readers(): Promise<Result<Readers>> {
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const { http, release } = this.#ports;
    const asked = await every([http.ownBundle(), release.officers()]);
    if (!asked.ok) return asked;
    const [own, officers] = asked.value;
    return { ok: true, value: { own, officers } };
  }

  async #read(): Promise<Result<readonly AboutRecord[]>> {
    const { crypto, http, release, clock } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([http.ownBundle(), release.recordRequests()]);
    if (!asked.ok) return asked;
    const [own, { requests, people }] = asked.value;
    this.#people = [own, ...people.filter(({ account }) => !equal(account, own.account))];
    const now = clock.now();
    const rows: AboutRecord[] = [];
    for (const kept of requests) rows.push(await aboutRecord(crypto, kept, this.#people, now));
    return { ok: true, value: rows };
  }
}
