import { equal } from "../../bytes/equal.ts";
import { fromUtf8, toUtf8 } from "../../bytes/utf8.ts";
import type { ConversationDocument, ConversationsDocument, Person } from "../../protocol/documents.ts";
import { MAX_PAGE_ENTRIES } from "../../protocol/limits.ts";
import type { OwnLeaf } from "../../protocol/record_log.ts";
import type { CopyRequest } from "../../worker/copy_port.ts";
import type { CryptoPort } from "../../worker/port.ts";
import { conversationKey, idBytes } from "../id.ts";
import type { ConversationKey } from "../id.ts";
import type { Answered } from "../ports.ts";
import type { RecordRequests } from "../record_requests_http.ts";
import type { CopyPorts, CopyReading, CopyWish, Source } from "./copy.ts";
import { asked, CopyError, value } from "./copy_error.ts";
import { aheadHere, offsetsOf } from "./offsets.ts";

type Step = (done: number, all: number) => void;

/** Appointments may be this far ahead, and their times stand in the copy. */
const AHEAD_MS = 2 * 365 * 86_400_000;

/** A conversation that this account reads itself. */
export class OwnReading implements CopyReading {
  readonly #ports: CopyPorts;
  readonly #wish: CopyWish;
  readonly #source: Source;

  constructor(ports: CopyPorts, wish: CopyWish, source: Source) {
    this.#ports = ports;
    this.#wish = wish;
    this.#source = source;
  }

  async read(step: Step): Promise<readonly Person[]> {
    const { crypto, http, clock } = this.#ports;
    const now = clock.now();
    const listed = asked(await http.conversations());
    const document = documentOf(this.#wish.conversation, listed);
    value(await crypto.beginCopy(requestOf(this.#wish, document, now)));
    await this.#readAll(document, step);
    return listed.people;
  }

  async amendments(): Promise<RecordRequests> {
    if (this.#wish.release !== undefined) return { requests: [], people: [] };
    return asked(await this.#ports.release.recordRequests());
  }

  leaves(after: number | null, size: number): Promise<Answered<readonly OwnLeaf[]>> {
    return this.#ports.record.ownLeaves(after, size);
  }

  chunk(attachment: Uint8Array, index: number): Promise<Answered<Uint8Array>> {
    return this.#ports.mail.getChunk(attachment, index);
  }

  /** From the end backwards, down to the first entry: so all of it is verified, whatever is chosen. */
  async #readAll({ conversation, sequence, head }: ConversationDocument, step: Step): Promise<void> {
    // The worker reads on from where this page is: with more than a page in between it would have to take that for a gap.
    if (this.#source.read() > 0 && sequence - this.#source.read() >= MAX_PAGE_ENTRIES) throw new CopyError("lost");
    let expected = head;
    for (let before = sequence + 1; before > 1;) {
      step(sequence + 1 - before, sequence);
      const page = await this.#source.connection.ask({ t: "read", conversation, before, limit: MAX_PAGE_ENTRIES });
      if (page.t !== "page") throw new CopyError("lost");
      const first = page.entries[0]?.sequence ?? 0;
      if (page.entries.at(-1)?.sequence !== before - 1) throw new CopyError("unproved");
      const reached = await this.#take(page.anchor, page.entries);
      if (!equal(reached, expected)) throw new CopyError("unproved");
      expected = page.anchor;
      before = first;
    }
  }

  async #take(anchor: Uint8Array, entries: Parameters<CryptoPort["takeCopyEntries"]>[1]): Promise<Uint8Array> {
    for (let round = 0; round < 3; round++) {
      const taken = await this.#ports.crypto.takeCopyEntries(anchor, entries);
      const read = value(taken);
      if (read.kind === "taken") return read.head;
      for (const epoch of read.epochs) if (!(await this.#source.learn(epoch))) throw new CopyError("lost");
    }
    throw new CopyError("unproved");
  }
}

function documentOf(key: ConversationKey, { conversations }: ConversationsDocument): ConversationDocument {
  const document = conversations.find(({ conversation }) => conversationKey(conversation) === key);
  if (document === undefined) throw new CopyError("unproved");
  return document;
}

/** The reader's zone, as a copy tells times in it; from when on appointments may have been made. */
export function zoneHere(since: number, now: number): Pick<CopyRequest, "zone" | "offsets"> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { zone, offsets: offsetsOf(since, now + AHEAD_MS, aheadHere) };
}

function requestOf(wish: CopyWish, { conversation, match, openedAt }: ConversationDocument, now: number): CopyRequest {
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
    ...zoneHere(openedAt ?? now, now),
    now,
    ...(wish.release === undefined ? {} : { release: wish.release }),
  };
}
