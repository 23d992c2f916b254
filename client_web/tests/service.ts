import { equal } from "../src/bytes/equal.ts";
import { toHex } from "../src/bytes/hex.ts";
import { decodeArray, encodeArray } from "../src/crypto/canonical.ts";
import type {
  ConversationDocument,
  ConversationsDocument,
  Person,
  PracticeDocument,
} from "../src/protocol/documents.ts";
import type { ClientFrame, EpochFrame, Refused, ServerFrame, TranscriptEntry } from "../src/protocol/frames.ts";
import { IDLE_MS } from "../src/protocol/limits.ts";
import { sha256 } from "../src/crypto/hashing.ts";
import { nextHead } from "../src/crypto/transcript.ts";
import type { OpenSocketPort } from "../src/state/ports.ts";

/**
 * The messaging side in memory: one conversation, its record, its sockets, after protocol.md §2 and §3. It opens nothing; what it
 * must know of an envelope it reads from the signed header. Frames cross as macrotasks, like on a network.
 */

interface Member {
  readonly account: Uint8Array;
  person: Person;
  delivered: number;
  read: number;
  /** How far of what was read others may know. */
  told: number;
}

interface Line {
  readonly account: Uint8Array;
  send(frame: ServerFrame): void;
  end(code: number): void;
  following: boolean;
  discreet: boolean;
  after: number;
}

interface Opening {
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
  readonly wraps: readonly Uint8Array[];
}

const NO = { retry_after: 0, epoch: null, counter: null, reason: null };

export class MemoryService {
  readonly document: ConversationDocument;
  practice: PracticeDocument;
  readonly entries: TranscriptEntry[] = [];
  /** Refuse the next posts with `try_again`, after committing them or before. */
  faults: ("before" | "after")[] = [];
  session: Uint8Array | null = null;
  epoch = 0;
  /** A member's newer keys were certified since the epoch in force was opened. */
  staleKeys = false;
  readonly #heads: Uint8Array[];
  readonly #members: Member[];
  readonly #lines = new Set<Line>();
  readonly #openings = new Map<number, Opening>();
  readonly #deposited = new Set<string>();
  readonly #counters = new Map<string, number>();
  readonly #known = new Map<string, { readonly envelope: Uint8Array; readonly sequence: number }>();
  readonly #cut = new Set<string>();
  #time = 1_764_000_000_000;

  constructor(document: ConversationDocument, practice: PracticeDocument, people: readonly Person[]) {
    this.document = document;
    this.practice = practice;
    this.#heads = [document.head];
    this.#members = [...people]
      .sort((a, b) => (toHex(a.account) < toHex(b.account) ? -1 : 1))
      .map((person) => ({ account: person.account, person, delivered: 0, read: 0, told: 0 }));
  }

  /** What GET /messaging/v1/conversations answers. */
  list(account: Uint8Array): ConversationsDocument {
    const own = this.#member(account);
    const { epoch, session } = this;
    const sequence = this.entries.length;
    const state = { sequence, head: this.head(sequence), epoch, session, delivered: own.delivered, read: own.read };
    return {
      conversations: [{ ...this.document, ...state, lastAt: this.entries.at(-1)?.time ?? null }],
      people: this.#members.map((member) => member.person),
    };
  }

  head(sequence: number): Uint8Array {
    return this.#heads[sequence] ?? new Uint8Array(32);
  }

  /** Intake has certified newer keys of a member. */
  certify(person: Person): void {
    this.#member(person.account).person = person;
    this.staleKeys = this.epoch > 0;
  }

  /** Takes the network of one member away, in both directions and at once. What they sent may have arrived. */
  cut(account: Uint8Array): void {
    this.#cut.add(toHex(account));
    for (const line of this.#lines) if (equal(line.account, account)) line.end(1006);
  }

  heal(account: Uint8Array): void {
    this.#cut.delete(toHex(account));
  }

  /** Ends every connection of a member as at the end of their sign-in. */
  signOut(account: Uint8Array): void {
    for (const line of this.#lines) if (equal(line.account, account)) line.end(4401);
  }

  /** The network of one member. */
  opener(account: Uint8Array): OpenSocketPort {
    return (events) => {
      let over = false;
      const line: Line = {
        account,
        following: false,
        discreet: false,
        after: 0,
        send: (frame) => {
          setTimeout(() => {
            if (!over) events.frame(structuredClone(frame));
          }, 0);
        },
        end: (code) => {
          if (over) return;
          over = true;
          this.#lines.delete(line);
          setTimeout(() => {
            events.closed(code);
          }, 0);
        },
      };
      setTimeout(() => {
        if (this.#cut.has(toHex(account))) line.end(1006);
        else {
          this.#lines.add(line);
          events.opened();
        }
      }, 0);
      return {
        send: (frame) => {
          setTimeout(() => {
            if (this.#lines.has(line)) this.#take(line, structuredClone(frame));
          }, 0);
        },
        close: () => {
          over = true;
          this.#lines.delete(line);
          this.#presence(account);
        },
      };
    };
  }

  #take(line: Line, frame: ClientFrame): void {
    switch (frame.t) {
      case "hello":
        line.send({
          t: "welcome",
          account: line.account,
          time: this.#time,
          expires: this.#time + 86_400_000,
          left: IDLE_MS,
        });
        return;
      case "follow":
        line.discreet = frame.discreet;
        this.#follow(line, frame.ref, frame.after);
        return;
      case "unfollow":
        line.following = false;
        return;
      case "read":
        this.#read(line, frame.ref, frame.before, frame.limit);
        return;
      case "learn":
        line.send(this.#epochFrame(line.account, frame.ref, frame.epoch));
        return;
      case "open":
        this.#open(line, frame.ref, frame);
        return;
      case "deposit":
        this.#deposit(line, frame.ref, frame.deposit);
        return;
      case "post":
        this.#post(line, frame.ref, frame.envelope);
        return;
      case "confirm": {
        const own = this.#member(line.account);
        const told = frame.discreet ? 0 : frame.read;
        const before = own.delivered + own.told;
        own.read = Math.max(own.read, frame.read);
        own.told = Math.max(own.told, told);
        own.delivered = Math.max(own.delivered, frame.delivered, told);
        if (own.delivered + own.told === before) return;
        this.#others(line, { t: "receipt", account: own.account, delivered: own.delivered, read: own.told });
        return;
      }
      case "typing":
        if (!line.discreet) this.#others(line, { t: "typing", account: line.account, active: frame.active });
        return;
      case "activity":
        line.send({ t: "idle", left: IDLE_MS, cap: 86_400_000 });
        return;
      default: {
        const never: never = frame;
        return never;
      }
    }
  }

  #follow(line: Line, ref: number, after: number): void {
    line.following = true;
    line.after = Math.min(after, this.entries.length);
    const seen = [...this.#lines].filter((other) => other.following && !other.discreet);
    const present = line.discreet ? [] : seen.map((other) => other.account);
    line.send({
      t: "followed",
      ref,
      conversation: this.document.conversation,
      after: line.after,
      head: this.head(line.after),
      sequence: this.entries.length,
      epoch: this.epoch,
      session: this.session,
      cursors: this.#members.map(({ account, delivered, read, told }) => ({
        account,
        delivered,
        read: equal(account, line.account) ? read : told,
      })),
      present,
    });
    this.#ring();
    const sequence = this.entries.length;
    const { conversation } = this.document;
    line.send({ t: "caught_up", conversation, sequence, head: this.head(sequence) });
    this.#presence(line.account);
  }

  #presence(account: Uint8Array): void {
    const seen = (line: Line): boolean => line.following && !line.discreet;
    const present = [...this.#lines].some((line) => seen(line) && equal(line.account, account));
    for (const line of this.#lines) {
      if (seen(line) && !equal(line.account, account)) {
        line.send({ t: "presence", conversation: this.document.conversation, account, present });
      }
    }
  }

  #read(line: Line, ref: number, before: number, limit: number): void {
    const start = Math.max(0, before - 1 - limit);
    const entries = this.entries.slice(start, before - 1);
    line.send({ t: "page", ref, conversation: this.document.conversation, anchor: this.head(start), entries });
  }

  #epochFrame(account: Uint8Array, ref: number, epoch: number): EpochFrame | Refused {
    const opening = this.#openings.get(epoch);
    const wrap = opening?.wraps[this.#members.findIndex((member) => equal(member.account, account))];
    if (opening === undefined || wrap === undefined) return { t: "refused", ref, code: "not_for_you", ...NO };
    const deposited = this.#deposited.has(`${toHex(account)} ${epoch}`);
    const { header, signature } = opening;
    return { t: "epoch", ref, conversation: this.document.conversation, epoch, header, signature, wrap, deposited };
  }

  #deposit(line: Line, ref: number, deposit: Uint8Array): void {
    const [, conversation, epoch] = decodeArray(deposit) as [string, Uint8Array, number];
    if (epoch < this.epoch || this.staleKeys) {
      line.send({ t: "refused", ref, code: "stale_keys", ...NO });
      return;
    }
    this.#deposited.add(`${toHex(line.account)} ${epoch}`);
    line.send({ t: "deposited", ref, conversation, epoch });
  }

  #open(line: Line, ref: number, opening: Opening): void {
    const refuse = (code: string): void => {
      line.send({ t: "refused", ref, code, ...NO, epoch: this.epoch });
    };
    const [, , epoch, , session, , , rows] = decodeArray(opening.header) as [
      string, Uint8Array, number, string, Uint8Array, Uint8Array, Uint8Array, [Uint8Array, Uint8Array][],
    ]; // prettier-ignore
    const newest = this.#members.map(({ person }) => toHex(sha256(person.bundle.body)));
    if (rows.some(([, bundleHash], n) => toHex(bundleHash) !== newest[n])) {
      refuse("stale_keys");
      return;
    }
    if (this.session !== null && !equal(this.session, session)) {
      refuse("session_open");
      return;
    }
    if (epoch !== this.epoch + 1) {
      refuse("stale_epoch");
      return;
    }
    this.epoch = epoch;
    this.session = session;
    this.staleKeys = false;
    this.#openings.set(epoch, opening);
    this.#commit(line, ref, 1, encodeArray([opening.header, opening.signature]));
  }

  #post(line: Line, ref: number, envelope: Uint8Array): void {
    const [header] = decodeArray(envelope) as [Uint8Array];
    const [, , epoch, , instance, counter, message, kind] = decodeArray(header) as [
      string, Uint8Array, number, Uint8Array, Uint8Array, number, Uint8Array, string,
    ]; // prettier-ignore
    const fault = this.faults.shift();
    const known = this.#known.get(toHex(message));
    const refuse = (code: string, more: Partial<Refused> = {}): void => {
      line.send({ t: "refused", ref, code, ...NO, ...more });
    };
    if (fault === "before") refuse("try_again");
    else if (known !== undefined && equal(known.envelope, envelope)) this.#committed(line, ref, known.sequence);
    else if (known !== undefined) refuse("id_conflict");
    else if (this.session === null && kind !== "seal") refuse("no_session");
    else if (epoch !== this.epoch) refuse("stale_epoch", { epoch: this.epoch });
    else if (this.staleKeys) refuse("stale_keys");
    else if (!this.#deposited.has(`${toHex(line.account)} ${epoch}`)) refuse("deposit_required");
    else if (counter !== (this.#counters.get(toHex(instance)) ?? 0) + 1) {
      refuse("bad_counter", { counter: this.#counters.get(toHex(instance)) ?? 0 });
    } else {
      this.#counters.set(toHex(instance), counter);
      this.#known.set(toHex(message), { envelope, sequence: this.entries.length + 1 });
      if (kind === "end") this.session = null;
      this.#commit(fault === "after" ? null : line, ref, 2, envelope);
      if (fault === "after") refuse("try_again");
    }
  }

  #commit(line: Line | null, ref: number, kind: 1 | 2, payload: Uint8Array): void {
    const sequence = this.entries.length + 1;
    const entry = { sequence, time: this.#time++, kind, payload };
    this.entries.push(entry);
    this.#heads.push(nextHead(this.head(sequence - 1), entry));
    if (line !== null) this.#committed(line, ref, sequence);
    this.#ring();
  }

  #committed(line: Line, ref: number, sequence: number): void {
    const { conversation } = this.document;
    line.send({ t: "committed", ref, conversation, sequence, time: this.#time, head: this.head(sequence) });
  }

  #ring(): void {
    for (const line of this.#lines) {
      if (!line.following || line.after === this.entries.length) continue;
      const entries = this.entries.slice(line.after);
      line.after = this.entries.length;
      line.send({ t: "delivery", conversation: this.document.conversation, entries, head: this.head(line.after) });
    }
  }

  #others(
    line: Line,
    frame:
      | { t: "receipt"; account: Uint8Array; delivered: number; read: number }
      | { t: "typing"; account: Uint8Array; active: boolean },
  ): void {
    for (const other of this.#lines) {
      if (frame.t === "typing" && other.discreet) continue;
      if (other.following && !equal(other.account, line.account)) {
        other.send({ ...frame, conversation: this.document.conversation });
      }
    }
  }

  #member(account: Uint8Array): Member {
    const member = this.#members.find((one) => equal(one.account, account));
    if (member === undefined) throw new RangeError("no such member");
    return member;
  }
}
