import { signal } from "@preact/signals-core";
import { toHex } from "../../bytes/hex.ts";
import type { SignedBody } from "../../protocol/documents.ts";
import { type NoticeDocument, type NoticesDocument, PAGE_ROWS } from "../../protocol/notices.ts";
import type { CryptoPort, OpenedNotice, ReadNotice } from "../../worker/port.ts";
import { idBytes } from "../id.ts";
import type { Clock, Refusal } from "../ports.ts";
import { Serial } from "../serial.ts";
import type { NoticesHttp } from "./notices_http.ts";

/** A notice that holds. `key`: its id in hexadecimal. */
export interface NoticeItem extends Omit<OpenedNotice, "noticeId"> {
  readonly key: string;
  readonly postedAt: number;
  readonly read: boolean;
}

/** A notice that does not prove what it claims: it is named, never shown. */
export interface BrokenNotice {
  readonly key: string;
  readonly postedAt: number;
  readonly reason: string;
}

/** The notices as far as they were read; `more`: there are older ones. */
export type NoticeList =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly offline: boolean }
  | {
      readonly kind: "ready";
      readonly items: readonly NoticeItem[];
      readonly broken: readonly BrokenNotice[];
      readonly more: boolean;
      readonly stale: boolean;
    };

/** Why an answer was not given. `conflict`: another one stands, or what it was about is over. */
export type AnswerTrouble = "conflict" | "unreachable" | "suspended" | "fault";

export interface NoticesParts {
  readonly crypto: CryptoPort;
  readonly http: NoticesHttp;
  readonly clock: Clock;
  /** Has the practice's document been proved; anew when `again`, since a sender may be newer than it. */
  readonly trust: (again: boolean) => Promise<boolean>;
}

/** One person's notices: read, marked, answered (crypto.md §11). */
export class Notices {
  readonly list = signal<NoticeList>({ kind: "loading" });
  /** Whose answer is on its way. */
  readonly answering = signal<string | null>(null);
  readonly trouble = signal<{ readonly key: string; readonly why: AnswerTrouble } | null>(null);
  readonly #parts: NoticesParts;
  readonly #serial = new Serial();
  readonly #signed = new Map<string, SignedBody>();
  #pages = 1;

  constructor(parts: NoticesParts) {
    this.#parts = parts;
  }

  /** Reads anew what was read, as the service says that it has changed. */
  load(): Promise<void> {
    return this.#serial.run(() => this.#read());
  }

  /** Reads the page before, too. */
  more(): Promise<void> {
    this.#pages++;
    return this.load();
  }

  /** What asks for an answer and has none, newest first. */
  get wanting(): readonly NoticeItem[] {
    const list = this.list.value;
    return list.kind === "ready" ? list.items.filter(isWanting) : [];
  }

  /** Its reader has seen it. */
  async markRead(key: string): Promise<void> {
    const list = this.list.peek();
    if (list.kind !== "ready" || list.items.find((item) => item.key === key)?.read !== false) return;
    this.#replace(key, { read: true });
    await this.#parts.http.readNotices([idBytes(key)]);
  }

  /** Gives one of the answers that it asks for; whether it was taken. */
  async answer(key: string, answer: string): Promise<boolean> {
    const notice = this.#signed.get(key);
    if (notice === undefined || this.answering.peek() !== null) return false;
    this.answering.value = key;
    this.trouble.value = null;
    const why = await this.#send(notice, answer);
    this.answering.value = null;
    if (why === null) this.#replace(key, { answered: answer, read: true });
    else this.trouble.value = { key, why };
    return why === null;
  }

  async #send(notice: SignedBody, answer: string): Promise<AnswerTrouble | null> {
    const signed = await this.#parts.crypto.answerNotice({ notice, answer, now: this.#parts.clock.now() });
    if (!signed.ok) return "fault";
    const sent = await this.#parts.http.answerNotice(signed.value);
    return sent.ok ? null : troubleOf(sent.refusal);
  }

  async #read(): Promise<void> {
    const items: NoticeItem[] = [];
    const broken: BrokenNotice[] = [];
    let before: Uint8Array | null = null;
    let more = false;
    for (let page = 0; page < this.#pages; page++) {
      const answer = await this.#parts.http.notices(before);
      if (!answer.ok) {
        this.#failed(answer.refusal);
        return;
      }
      const opened = await this.#open(answer.value);
      if (opened === null) return;
      for (const [n, document] of answer.value.notices.entries()) this.#place(document, opened[n], items, broken);
      more = answer.value.notices.length === PAGE_ROWS;
      const last = opened.at(-1);
      if (!more || last?.ok !== true) break;
      before = last.notice.noticeId;
    }
    this.list.value = { kind: "ready", items, broken, more, stale: false };
  }

  /** Null while the practice is not proved: what it vouches for cannot be told. */
  async #open({ notices, people, services }: NoticesDocument): Promise<readonly ReadNotice[] | null> {
    if (!(await this.#parts.trust(false))) return null;
    const read = await this.#parts.crypto.openNotices({ notices, people, services });
    if (!read.ok) return null;
    const unknown = read.value.some((each) => !each.ok && each.reason === "wrong_delegation");
    if (!unknown || !(await this.#parts.trust(true))) return read.value;
    const again = await this.#parts.crypto.openNotices({ notices, people, services });
    return again.ok ? again.value : read.value;
  }

  #place(
    { notice, postedAt, readAt }: NoticeDocument,
    read: ReadNotice | undefined,
    items: NoticeItem[],
    broken: BrokenNotice[],
  ): void {
    if (read === undefined) return;
    if (!read.ok) {
      broken.push({ key: `${postedAt.toString()}-${broken.length.toString()}`, postedAt, reason: read.reason });
      return;
    }
    const { noticeId, ...said } = read.notice;
    const key = toHex(noticeId);
    this.#signed.set(key, notice);
    items.push({ ...said, key, postedAt, read: readAt !== null });
  }

  #replace(key: string, changed: Partial<NoticeItem>): void {
    const list = this.list.peek();
    if (list.kind !== "ready") return;
    const items = list.items.map((item) => (item.key === key ? { ...item, ...changed } : item));
    this.list.value = { ...list, items };
  }

  #failed(refusal: Refusal): void {
    const list = this.list.peek();
    this.list.value =
      list.kind === "ready" ? { ...list, stale: true } : { kind: "failed", offline: refusal.kind === "unreachable" };
  }
}

/** Whether it asks for an answer that was not given. */
export function isWanting({ answers, answered }: NoticeItem): boolean {
  return answers.length > 0 && answered === null;
}

function troubleOf(refusal: Refusal): AnswerTrouble {
  if (refusal.kind === "unreachable") return "unreachable";
  if (refusal.code === "suspended") return "suspended";
  return refusal.code === "conflict" || refusal.code === "not_for_you" ? "conflict" : "fault";
}
