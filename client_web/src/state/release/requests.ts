import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import { toHex } from "../../bytes/hex.ts";
import type { DecisionGround } from "../../crypto/consent.ts";
import { readConsentBody } from "../../crypto/consent.ts";
import type { Part2Status } from "../../crypto/part2.ts";
import { RELEASE_ORDER } from "../../crypto/order.ts";
import { read } from "../../crypto/fields.ts";
import type { Person } from "../../protocol/documents.ts";
import type { OrderDocument, OrderState } from "../../protocol/orders.ts";
import type { ShownConsent } from "../../worker/release_port.ts";
import { trusted } from "../matching/trusted.ts";
import type { Read } from "../me/me.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { KeptConsent } from "../release_http.ts";
import { type AboutAnswer, type AboutRecord, aboutRecord, answerAbout } from "./about_record.ts";

const DAY_MS = 86_400_000;

/** How a request stands. `late`: the practice should have answered. */
export type RequestStanding = "waiting" | "late" | "handed" | "denied" | "revoked";

/** A client's request that the practice send something. */
export interface Asked {
  readonly key: string;
  readonly kept: KeptConsent;
  readonly client: string;
  /** The client as the practice shows them; null when they are not certified any more. */
  readonly person: Person | null;
  readonly shown: ShownConsent | null;
  readonly part2: Part2Status;
  /** The newest order that rests on it; null before the first. */
  readonly order: { readonly key: string; readonly state: OrderState } | null;
  readonly standing: RequestStanding;
  /** Whole days until it is due; negative once it is late. */
  readonly days: number;
}

/** What waits at the desk of officers and owners. */
export interface DeskView {
  readonly requests: readonly Asked[];
  /** What clients ask to have done about their records, newest first. */
  readonly about: readonly AboutRecord[];
}

/** A no, or a later day, in words for the client. */
export interface Answering {
  readonly ground: DecisionGround;
  readonly title: string;
  readonly text: string;
}

/** Requests for records at the desk, with the day by which each has to be answered (45 CFR 164.524). */
export class Requests {
  readonly view = signal<Read<DeskView>>({ kind: "loading" });
  readonly #ports: MePorts;
  #people: readonly Person[] = [];

  constructor(ports: MePorts) {
    this.#ports = ports;
  }

  async read(): Promise<void> {
    const read = await this.#read();
    this.view.value = read.ok ? { kind: "ready", value: read.value } : { kind: "failed", mistake: read.mistake };
  }

  /** Says no, or with the ground "longer" asks for thirty days more, and tells the client why. */
  async answer(asked: Asked, { ground, title, text }: Answering): Promise<Result<null>> {
    const { crypto, http, release, clock } = this.#ports;
    const own = answered(await http.ownBundle());
    if (!own.ok) return own;
    const client = this.#people.find(({ account }) => toHex(account) === asked.client);
    if (client === undefined) return { ok: false, mistake: { kind: "proof", reason: "unknown_member" } };
    const later = ground === "longer";
    const decision = later ? "extend" : "deny";
    const until = later ? asked.kept.keptAt + 60 * DAY_MS - 1 : 0;
    const request = {
      own: own.value,
      client,
      consent: asked.kept.consent,
      decision,
      ground,
      until,
      title,
      text,
    } as const;
    const made = proved(await crypto.signDecision({ ...request, now: clock.now() }));
    if (!made.ok) return made;
    const decided = answered(await release.decide(made.value.decision, made.value.told));
    if (decided.ok) await this.read();
    return decided;
  }

  /** Says yes, no or later to a request about a record. */
  async answerAbout(asked: AboutRecord, answer: AboutAnswer): Promise<Result<null>> {
    const said = await answerAbout(this.#ports, asked, answer);
    if (said.ok) await this.read();
    return said;
  }

  async #read(): Promise<Result<DeskView>> {
    const { http, identity, matching, release, clock } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([release.requests(), matching.people(), http.ownBundle(), identity.orders()]);
    if (!asked.ok) return asked;
    const [{ consents, about }, people, own, { orders }] = asked.value;
    this.#people = [own, ...people];
    const now = clock.now();
    const rows: Asked[] = [];
    for (const kept of consents) rows.push(await this.#asked(kept, orders, now));
    const records: AboutRecord[] = [];
    for (const kept of about.requests) records.push(await aboutRecord(this.#ports.crypto, kept, about.people, now));
    return { ok: true, value: { requests: rows, about: records } };
  }

  async #asked(kept: KeptConsent, orders: readonly OrderDocument[], now: number): Promise<Asked> {
    const { consent, paper, part2 } = kept;
    const said = readConsentBody(consent.body);
    const client = this.#people.find(({ account }) => equal(account, said.client));
    const read =
      paper === null || client === undefined ? null : await this.#ports.crypto.readConsent({ consent, paper, client });
    const shown = read?.ok === true ? read.value : null;
    const days = Math.floor((kept.due - now) / DAY_MS);
    const standing = standingOf(kept, days);
    return {
      key: toHex(consent.signature),
      kept,
      client: toHex(said.client),
      person: client ?? null,
      shown,
      part2,
      order: orderOn(consent.body, orders),
      standing,
      days,
    };
  }
}

/** Where to look at it; that an order is what it says, its own page checks. */
export function orderOn(consent: Uint8Array, orders: readonly OrderDocument[]): Asked["order"] {
  const found = orders.find(({ basis }) => equal(basis.body, consent));
  if (found === undefined) return null;
  return { key: toHex(read(RELEASE_ORDER, found.order.body).orderId), state: found.state };
}

function standingOf(kept: KeptConsent, days: number): RequestStanding {
  if (kept.revokedAt !== null) return "revoked";
  if (kept.denied) return "denied";
  if (kept.handedOut > 0) return "handed";
  return days < 0 ? "late" : "waiting";
}
