import { toHex } from "../bytes/hex.ts";
import type { EnvelopeKind } from "../crypto/content.ts";
import type { EpochHeader } from "../crypto/epoch.ts";
import { ProofError } from "../crypto/proof.ts";
import { Alarm } from "./alarm.ts";

/** A live session's id in hexadecimal; the empty word when none is live. */
type Live = string;
const NONE: Live = "";

/** What is in force after an entry. */
interface Standing {
  readonly epoch: number;
  readonly live: Live;
}

/** What an entry asks of the place before it. */
interface Asked {
  readonly epoch: number;
  readonly live: readonly Live[];
}

/**
 * The epoch and the live session in force at each place of the transcript, and whether what stands there is lawful there (crypto.md
 * §6.5, protocol.md §3.5). An entry says by itself what it asks and what it leaves, so neighbours may be read in any order.
 */
export class Standings {
  readonly #asked = new Map<number, Asked>();
  readonly #after = new Map<number, Standing>([[0, { epoch: 0, live: NONE }]]);
  /** The newest opening read of each session, the end read of it, and which end its seals name. */
  readonly #opened = new Map<Live, number>();
  readonly #ended = new Map<Live, number>();
  readonly #sealed = new Map<Live, number>();

  /** An opening continues the live session, or begins one that never was. */
  opening(sequence: number, header: EpochHeader): void {
    const live = sessionOf(header);
    this.#opened.set(live, Math.max(sequence, this.#opened.get(live) ?? 0));
    this.#checkOver(live);
    this.#place(sequence, { epoch: header.epoch - 1, live: [NONE, live] }, { epoch: header.epoch, live });
  }

  /** Text and end stand in a live session, a seal outside of sessions, letters and appointments in a thread's epoch or a live session. */
  envelope(sequence: number, kind: EnvelopeKind, header: EpochHeader): void {
    const { epoch } = header;
    const session = sessionOf(header);
    if ((kind === "text" || kind === "end") && session === NONE) throw new Alarm("wrong_session");
    if (kind === "end") {
      if ((this.#ended.get(session) ?? sequence) !== sequence) throw new Alarm("wrong_session");
      this.#ended.set(session, sequence);
      this.#checkOver(session);
    }
    const live = kind === "seal" ? NONE : session;
    this.#place(sequence, { epoch, live: [live] }, { epoch, live: kind === "end" ? NONE : live });
  }

  /** A seal names its session's end, and all seals of a session the same (crypto.md §8.3). */
  seal(session: Uint8Array, lastSequence: number): void {
    const live = toHex(session);
    if ((this.#sealed.get(live) ?? lastSequence) !== lastSequence) throw new Alarm("wrong_session");
    this.#sealed.set(live, lastSequence);
    this.#checkOver(live);
  }

  /** The transcript is read from its beginning: whatever is sealed has an end. */
  whole(): void {
    if (![...this.#sealed.keys()].every((live) => this.#ended.has(live))) throw new Alarm("wrong_session");
  }

  /** Where a session ended; null while that is not read. */
  endOf(session: Uint8Array): number | null {
    return this.#ended.get(toHex(session)) ?? null;
  }

  /** The entry with this sequence, if read, must leave what the one behind it, if read, asks. */
  check(sequence: number): void {
    const after = this.#after.get(sequence);
    const asked = this.#asked.get(sequence + 1);
    if (after === undefined || asked === undefined) return;
    if (after.epoch !== asked.epoch) throw new ProofError("wrong_epoch");
    if (!asked.live.includes(after.live)) throw new Alarm("wrong_session");
  }

  #place(sequence: number, asked: Asked, after: Standing): void {
    this.#asked.set(sequence, asked);
    this.#after.set(sequence, after);
    this.check(sequence - 1);
  }

  /** A session that ended has nothing behind its end. */
  #checkOver(live: Live): void {
    const end = this.#ended.get(live);
    if (live === NONE || end === undefined) return;
    const over = (this.#opened.get(live) ?? 0) < end && (this.#sealed.get(live) ?? end) === end;
    if (!over) throw new Alarm("wrong_session");
  }
}

function sessionOf(header: EpochHeader): Live {
  return header.kind === "session" ? toHex(header.session) : NONE;
}
