import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { same } from "../crypto/checks.ts";
import type { EnvelopeHeader } from "../crypto/envelope.ts";
import { ProofError } from "../crypto/proof.ts";
import { advance, type Entry, type Position } from "../crypto/transcript.ts";
import { Alarm } from "./alarm.ts";

/** The envelopes of one sender's instance that are known: counters low … high, without a gap. */
interface Run {
  readonly low: number;
  readonly high: number;
}

/**
 * What is known of one transcript (crypto.md §8): the head after each sequence, and what binds entries to each other across it. It
 * may be read from either end; what cannot be compared yet waits until its counterpart is known.
 */
export class Ledger {
  readonly #positions = new Map<number, Position>();
  readonly #placed = new Set<number>();
  readonly #seen = new Map<number, Uint8Array[]>();
  readonly #runs = new Map<string, Run>();
  /** Runs of the entries being read, until `end` joins them to those known before. */
  readonly #reading = new Map<string, Run>();
  readonly #messages = new Map<string, number>();
  /** The epoch that must be in force before the entry with this sequence. */
  readonly #before = new Map<number, number>();
  /** The epoch in force after the entry with this sequence. */
  readonly #after = new Map<number, number>([[0, 0]]);
  #newest: Position;
  /** The oldest entry that was read; null before the first. */
  #oldest: number | null = null;

  constructor(genesis: Uint8Array) {
    this.#newest = { sequence: 0, time: 0, head: genesis };
    this.#positions.set(0, this.#newest);
  }

  /** The last position verified: what an envelope sealed now says its sender has seen. */
  get newest(): Position {
    return this.#newest;
  }

  /**
   * Where `length` entries begin, after `sequence`: `anchor` must be the head there, if it is known. The first entries ever read may
   * lie anywhere; all later ones adjoin or overlap what was read: ProofError("gap").
   */
  begin(sequence: number, anchor: Uint8Array, length: number): Position {
    const oldest = this.#oldest ?? sequence + 1;
    if (sequence > Math.max(this.#newest.sequence, oldest - 1) || sequence + length < oldest - 1) {
      throw new ProofError("gap");
    }
    this.#oldest = Math.min(oldest, sequence + 1);
    this.#reading.clear();
    const known = this.#positions.get(sequence);
    if (known !== undefined) {
      same(anchor, known.head, "wrong_head");
      return known;
    }
    // A page read from the end backwards: nothing vouches for its anchor but the page that will be read before it.
    const start = { sequence, time: 0, head: anchor };
    this.#store(start);
    return start;
  }

  /** The position after `entry`, which must agree with what is known already. */
  step(at: Position, entry: Entry): Position {
    const position = advance(at, entry);
    const known = this.#positions.get(position.sequence);
    if (known !== undefined) same(position.head, known.head, "wrong_head");
    this.#store(position);
    return position;
  }

  /** After a run: the entry that follows it, if known, must not be older. */
  end(at: Position): void {
    const next = this.#positions.get(at.sequence + 1);
    if (next !== undefined && next.time < at.time) throw new ProofError("time_went_back");
    this.#checkEpoch(at.sequence);
    for (const [name, run] of this.#reading) this.#join(name, run);
    if (at.sequence > this.#newest.sequence) this.#newest = at;
  }

  /** The epoch in force after `sequence`; null while unknown. */
  epochAfter(sequence: number): number | null {
    return this.#after.get(sequence) ?? null;
  }

  /** Notes that `before` was in force before the entry and `after` is in force after it. */
  placeEpoch(sequence: number, before: number, after: number): void {
    this.#before.set(sequence, before);
    this.#after.set(sequence, after);
    this.#checkEpoch(sequence - 1);
  }

  /** What an envelope says besides its content must agree with its place (crypto.md §6.5). */
  placeEnvelope(sequence: number, header: EnvelopeHeader): void {
    this.#checkOnce(sequence, header);
    this.#checkCounter(header);
    if (this.#placed.has(sequence)) return;
    this.#placed.add(sequence);
    this.#checkSeen(sequence, header);
  }

  #store(position: Position): void {
    this.#positions.set(position.sequence, position);
    const claims = this.#seen.get(position.sequence) ?? [];
    if (!claims.every((head) => equal(head, position.head))) throw new Alarm("wrong_seen");
    this.#seen.delete(position.sequence);
  }

  #checkEpoch(sequence: number): void {
    const after = this.#after.get(sequence);
    const before = this.#before.get(sequence + 1);
    if (after !== undefined && before !== undefined && after !== before) throw new ProofError("wrong_epoch");
  }

  #checkSeen(sequence: number, { seenSequence, seenHead }: EnvelopeHeader): void {
    if (seenSequence >= sequence) throw new Alarm("wrong_seen");
    const known = this.#positions.get(seenSequence);
    if (known === undefined) this.#seen.set(seenSequence, [...(this.#seen.get(seenSequence) ?? []), seenHead]);
    else if (!equal(known.head, seenHead)) throw new Alarm("wrong_seen");
  }

  #checkOnce(sequence: number, { messageId }: EnvelopeHeader): void {
    const name = toHex(messageId);
    if ((this.#messages.get(name) ?? sequence) !== sequence) throw new Alarm("duplicate_message");
    this.#messages.set(name, sequence);
  }

  /** Counters of an instance have no gap, in whichever direction the transcript is read. */
  #checkCounter({ sender, instance, counter }: EnvelopeHeader): void {
    const name = `${toHex(sender)}/${toHex(instance)}`;
    const run = this.#reading.get(name) ?? { low: counter, high: counter - 1 };
    if (counter !== run.high + 1) throw new Alarm("wrong_counter");
    this.#reading.set(name, { low: run.low, high: counter });
  }

  #join(name: string, read: Run): void {
    const known = this.#runs.get(name) ?? read;
    if (read.low > known.high + 1 || known.low > read.high + 1) throw new Alarm("wrong_counter");
    const joined = { low: Math.min(read.low, known.low), high: Math.max(read.high, known.high) };
    // Nothing lies before the transcript's first entry: there every instance begins.
    if (this.#oldest === 1 && joined.low !== 1) throw new Alarm("wrong_counter");
    this.#runs.set(name, joined);
  }
}
