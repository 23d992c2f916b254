import { signal } from "@preact/signals-core";
import type { Person } from "../../protocol/documents.ts";
import type { CryptoPort } from "../../worker/port.ts";
import { alias } from "../alias.ts";
import { accountKey } from "../id.ts";
import type { AccountKey } from "../id.ts";
import type { Clock, Http } from "../ports.ts";

/** Somebody whom a notice can be sealed to. */
export interface Addressee {
  readonly account: AccountKey;
  readonly name: string;
  readonly role: string;
}

/** What staff write: it is sealed in their browser. */
export interface WrittenNotice {
  readonly to: AccountKey;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  /** Whether it asks to be accepted or declined. */
  readonly asks: boolean;
}

export type Addressees =
  | { readonly kind: "loading" }
  | { readonly kind: "failed" }
  | { readonly kind: "ready"; readonly people: readonly Addressee[] };

/** `stale`: they have newer keys by now; read again, it can be sent anew. */
export type PostTrouble = "too_long" | "stale" | "unreachable" | "fault";

/** Posting notices, for staff. */
export class Noticeboard {
  readonly addressees = signal<Addressees>({ kind: "loading" });
  readonly sending = signal(false);
  readonly #crypto: CryptoPort;
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #self: AccountKey;
  #people = new Map<AccountKey, Person>();

  constructor(crypto: CryptoPort, http: Http, clock: Clock, self: AccountKey) {
    this.#crypto = crypto;
    this.#http = http;
    this.#clock = clock;
    this.#self = self;
  }

  /** Reads who is certified now. */
  async load(): Promise<void> {
    const answer = await this.#http.certifiedPeople();
    if (!answer.ok) {
      this.addressees.value = { kind: "failed" };
      return;
    }
    this.#people = new Map(answer.value.map((person) => [accountKey(person.account), person]));
    const people = [...this.#people]
      .filter(([account, { role }]) => account !== this.#self && role !== "system" && role !== "service")
      .map(([account, { role }]) => ({ account, role, name: alias(account) }))
      .toSorted((one, other) => one.name.localeCompare(other.name));
    this.addressees.value = { kind: "ready", people };
  }

  /** Seals and posts; what is in the way, or null. */
  async post(written: WrittenNotice): Promise<PostTrouble | null> {
    const [own, recipient] = [this.#people.get(this.#self), this.#people.get(written.to)];
    if (own === undefined || recipient === undefined || this.sending.peek()) return "fault";
    this.sending.value = true;
    const trouble = await this.#send(own, recipient, written);
    this.sending.value = false;
    return trouble;
  }

  async #send(own: Person, recipient: Person, written: WrittenNotice): Promise<PostTrouble | null> {
    const { kind, title, text, asks } = written;
    const answers = asks ? ["accept", "decline"] : [];
    const words = { kind, title, text, answers, values: [], subject: new Uint8Array() };
    const made = await this.#crypto.sealNotice({ own, recipient, ...words, now: this.#clock.now() });
    if (!made.ok) return made.reason === "too_large" ? "too_long" : "fault";
    const sent = await this.#http.postNotice(made.value);
    if (sent.ok) return null;
    if (sent.refusal.kind === "unreachable") return "unreachable";
    if (sent.refusal.code !== "stale_keys") return "fault";
    await this.load();
    return "stale";
  }
}
