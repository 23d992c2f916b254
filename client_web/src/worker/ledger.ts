import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { same } from "../crypto/checks.ts";
import type { Content } from "../crypto/content.ts";
import type { EnvelopeHeader } from "../crypto/envelope.ts";
import type { EpochHeader } from "../crypto/epoch.ts";
import { ProofError } from "../crypto/proof.ts";
import { advance, type Entry, type Position } from "../crypto/transcript.ts";
import { Alarm } from "./alarm.ts";
import { Counters } from "./counters.ts";
import { Standings } from "./standings.ts";
import { Threads } from "./threads.ts";

/** An acknowledgement: which message stands there (null: an opening), and the head after it. */
export interface Promised {
  readonly messageId: Uint8Array | null;
  readonly head: Uint8Array;
}

/**
 * What is known of one transcript (crypto.md §8): the head after each sequence, and what binds entries to each other across it. It
 * may be read from either end; what cannot be compared yet waits until its counterpart is known.
 */
export class Ledger {
  readonly #positions = new Map<number, Position>();
  readonly #placed = new Set<number>();
  readonly #seen = new Map<number, Uint8Array[]>();
  readonly #messages = new Map<string, number>();
  /** What was acknowledged of entries that are not read yet, by sequence. */
  readonly #promised = new Map<number, Promised>();
  readonly #counters = new Counters();
  readonly #standings = new Standings();
  readonly #threads = new Threads();
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
    this.#standings.check(at.sequence);
    this.#counters.join(this.#oldest === 1);
    if (this.#oldest === 1) {
      this.#standings.whole();
      this.#threads.whole();
    }
    if (at.sequence > this.#newest.sequence) this.#newest = at;
    for (const [sequence, promised] of this.#promised) this.acknowledge(sequence, promised);
  }

  /** What was acknowledged must be so, now or when that entry is read (crypto.md §8.2). */
  acknowledge(sequence: number, promised: Promised): void {
    const before = this.#promised.get(sequence) ?? promised;
    same(before.head, promised.head, "wrong_head");
    this.#promised.set(sequence, promised);
    if (sequence < (this.#oldest ?? Infinity) || sequence > this.#newest.sequence) return;
    this.#promised.delete(sequence);
    same(this.#positions.get(sequence)?.head ?? promised.head, promised.head, "wrong_head");
    const { messageId } = promised;
    if (messageId !== null && this.#messages.get(toHex(messageId)) !== sequence) throw new ProofError("wrong_head");
  }

  /** The end of a live session; null while that is not read. */
  endOf(session: Uint8Array): Position | null {
    return this.#positions.get(this.#standings.endOf(session) ?? -1) ?? null;
  }

  /** An opening must be lawful in its place (crypto.md §5.1). */
  placeOpening(sequence: number, header: EpochHeader): void {
    this.#standings.opening(sequence, header);
  }

  /** What an envelope says besides its content must agree with its place, whose epoch is `epoch` (crypto.md §6.5). */
  placeEnvelope(sequence: number, header: EnvelopeHeader, epoch: EpochHeader): void {
    this.#checkOnce(sequence, header);
    this.#standings.envelope(sequence, header.kind, epoch);
    if (this.#placed.has(sequence)) return;
    this.#placed.add(sequence);
    if (sequence > this.#newest.sequence) this.#counters.newer(header);
    else this.#counters.older(header);
    this.#checkSeen(sequence, header.seenSequence, header.seenHead);
  }

  /** What a seal says its session was must be so (crypto.md §8.3). */
  placeSeal(sequence: number, { session, lastSequence, lastHead }: Extract<Content, { readonly kind: "seal" }>): void {
    this.#checkSeen(sequence, lastSequence, lastHead);
    this.#standings.seal(session, lastSequence);
  }

  /** A letter that is not the first of its thread has that one before it (crypto.md §6.6). */
  placeLetter(sequence: number, messageId: Uint8Array, thread: Uint8Array): void {
    this.#threads.letter(sequence, messageId, thread);
  }

  /** An envelope that nobody here can open any more: a letter that others may name all the same (crypto.md §4.7). */
  placeLocked(sequence: number, { kind, messageId }: EnvelopeHeader): void {
    if (kind === "letter") this.#threads.letter(sequence, messageId, messageId);
  }

  #store(position: Position): void {
    this.#positions.set(position.sequence, position);
    const claims = this.#seen.get(position.sequence) ?? [];
    if (!claims.every((head) => equal(head, position.head))) throw new Alarm("wrong_seen");
    this.#seen.delete(position.sequence);
  }

  #checkSeen(sequence: number, seenSequence: number, seenHead: Uint8Array): void {
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
}
