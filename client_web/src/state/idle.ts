import { signal } from "@preact/signals-core";
import type { ClientFrame } from "../protocol/frames.ts";
import { ACTIVITY_INTERVAL_MS, IDLE_MS } from "../protocol/limits.ts";
import { endingOf } from "./ending.ts";
import type { Ending } from "./ending.ts";
import type { Answered, Clock } from "./ports.ts";

/** The warning stands for the last minute. */
const WARNING_MS = 60_000;
/** Another tab may have been busy: the service is asked shortly before the warning, and while it stands. */
const ASK_MS = 63_000;
const ASK_AGAIN_MS = 5_000;
/** At the very end it is asked each second: what was done in another tab a moment ago counts. */
const LAST_MS = 4_000;
/** The absolute end is announced so long before. */
const CAP_NEAR_MS = 300_000;
const TICK_MS = 1_000;
/** An answer that is under way for longer belongs to a connection that has died. */
const ANSWER_MS = 3_000;
/** A beat later than this was slept through; clocks that differ by more have been set, or one of them slept. */
const LATE_MS = 5_000;
const SKEW_MS = 2_000;

/** What the idle clock needs from the desk. */
export interface IdleParts {
  readonly clock: Clock;
  /** Sends `activity`; without a connection nothing happens. */
  readonly tell: (frame: Extract<ClientFrame, { t: "activity" }>) => void;
  /** GET session: whether the sign-in lives, and for how long. It counts as nothing. */
  readonly ask: () => Promise<Answered<{ readonly left: number }>>;
  /** The warning is about to open: what is being written must be safe now. */
  readonly warned: () => void;
  readonly ended: (ending: Ending) => void;
}

/** A point in time on both clocks. */
interface Moment {
  readonly date: number;
  readonly steady: number;
}

/**
 * This page's copy of the idle clock. The service decides (protocol.md §1.3); here stands what it last said, counted down by the
 * faster of two clocks: one may stand still in sleep, the other may be set. Where they disagree, the service is asked.
 */
export class IdleClock {
  /** Seconds until the log-off while the warning stands, else null. */
  readonly warning = signal<number | null>(null);
  /** Minutes until the absolute end once it is near, else null. */
  readonly capNear = signal<number | null>(null);
  /** The time may be over: nothing may be seen before the service has said. */
  readonly veiled = signal(false);
  #known: Moment;
  #left = IDLE_MS;
  #cap = Infinity;
  #beat: Moment;
  #asked: Moment | null = null;
  #reported: Moment | null = null;
  #acted: Moment | null = null;
  #doubting = false;
  #ended = false;
  #cancelBeat: () => void = () => undefined;
  #cancelReport: (() => void) | null = null;
  readonly #parts: IdleParts;

  constructor(parts: IdleParts) {
    this.#parts = parts;
    this.#known = this.#beat = this.#now();
  }

  start(): void {
    this.#cancelBeat();
    this.#cancelBeat = this.#parts.clock.after(TICK_MS, () => {
      this.look();
      if (!this.#ended) this.start();
    });
  }

  end(): void {
    this.#ended = true;
    this.#cancelBeat();
    this.#cancelReport?.();
  }

  /** The person did something. Too late, it counts for nothing. */
  active(): void {
    if (this.#ended || this.#remaining() <= 0) {
      this.look();
      return;
    }
    this.#acted = this.#now();
    this.#count(IDLE_MS);
    this.#report();
  }

  /** The service said how long is left, and how long until the absolute end (`welcome`, `idle`). */
  heard(left: number, cap: number): void {
    this.#count(Math.max(left, this.#unreported()));
    this.#cap = cap;
    this.veiled.value = false;
    this.#judge();
  }

  /** The connection is live: what was done in the last seconds was perhaps never told. */
  live(): void {
    if (this.#acted !== null && this.#since(this.#acted) <= ACTIVITY_INTERVAL_MS) this.#send();
  }

  /** Why the sign-in ended, in the service's word. Of a cookie that is gone it cannot say; where the time was over, that was why. */
  ending(word: string | undefined): Ending {
    const said = endingOf(word);
    return said === "ended" && this.#remaining() <= LAST_MS ? "idle" : said;
  }

  /** Looks at the clocks: each second, and whenever the page wakes. What may not be seen any more is hidden on return. */
  look(): void {
    if (this.#ended) return;
    const slept = this.#since(this.#beat) > LATE_MS || this.#skew(this.#beat) > SKEW_MS;
    this.#beat = this.#now();
    if (slept) {
      if (this.#remaining() <= 0) this.veiled.value = true;
      void this.#doubt();
    } else if (!this.#doubting) {
      this.#askInTime();
      this.#judge();
    }
  }

  #judge(): void {
    const left = this.#remaining();
    const cap = this.#untilCap();
    if (left <= 0 || cap <= 0) {
      this.#finish(cap <= 0 ? "cap" : "idle");
      return;
    }
    if (left <= WARNING_MS && this.warning.peek() === null) this.#parts.warned();
    this.warning.value = left <= WARNING_MS ? Math.ceil(left / 1000) : null;
    this.capNear.value = cap <= CAP_NEAR_MS ? Math.ceil(cap / 60_000) : null;
  }

  /** The page slept, or a clock was set. HTTP answers also where a socket has died without knowing it. */
  async #doubt(): Promise<void> {
    if (this.#doubting) return;
    this.#doubting = true;
    const answer = await this.#parts.ask();
    this.#doubting = false;
    if (this.#ended) return;
    if (answer.ok) {
      this.heard(answer.value.left, this.#untilCap());
      this.#parts.tell({ t: "activity", age: null });
    } else if (answer.refusal.kind === "refused" && answer.refusal.status === 401) {
      this.#finish(this.ending(answer.refusal.reason));
    } else {
      this.#judge();
      this.veiled.value = this.#ended;
    }
  }

  #askInTime(): void {
    const left = this.#remaining();
    if (left > ASK_MS || left <= 0) return;
    const pause = left <= LAST_MS ? 0 : ASK_AGAIN_MS - TICK_MS / 2;
    if (this.#asked !== null && this.#since(this.#asked) < pause) return;
    this.#asked = this.#now();
    this.#parts.tell({ t: "activity", age: null });
  }

  #report(): void {
    if (this.#cancelReport !== null) return;
    const wait = this.#reported === null ? 0 : ACTIVITY_INTERVAL_MS - this.#since(this.#reported);
    if (wait <= 0) this.#send();
    else {
      this.#cancelReport = this.#parts.clock.after(wait, () => {
        this.#cancelReport = null;
        this.#send();
      });
    }
  }

  /** What was done before a sleep is too long ago to be told: then the service is only asked. */
  #send(): void {
    this.#reported = this.#now();
    const age = this.#acted === null ? Infinity : this.#since(this.#acted);
    if (age > ACTIVITY_INTERVAL_MS + SKEW_MS) this.#acted = null;
    this.#parts.tell({
      t: "activity",
      age: this.#acted === null ? null : Math.round(Math.min(age, ACTIVITY_INTERVAL_MS)),
    });
  }

  /** How long what was done here, and waits to be told or was told a moment ago, keeps the sign-in alive: an answer may be older. */
  #unreported(): number {
    const lately = this.#reported !== null && this.#since(this.#reported) < ANSWER_MS;
    if (this.#acted === null || (this.#cancelReport === null && !lately)) return 0;
    return IDLE_MS - this.#since(this.#acted);
  }

  #count(left: number): void {
    this.#cap = this.#untilCap();
    this.#known = this.#now();
    this.#left = left;
    if (left > WARNING_MS) this.warning.value = null;
  }

  #remaining(): number {
    return this.#left - this.#since(this.#known);
  }

  /** Hours are counted by the clock that nobody sets: at the end of a sleep the service is asked anyway. */
  #untilCap(): number {
    return this.#cap - (this.#parts.clock.steady() - this.#known.steady);
  }

  #finish(ending: Ending): void {
    this.end();
    this.warning.value = this.capNear.value = null;
    this.#parts.ended(ending);
  }

  #now(): Moment {
    return { date: this.#parts.clock.now(), steady: this.#parts.clock.steady() };
  }

  #since(moment: Moment): number {
    const now = this.#now();
    return Math.max(now.date - moment.date, now.steady - moment.steady);
  }

  #skew(moment: Moment): number {
    const now = this.#now();
    return Math.abs(now.date - moment.date - (now.steady - moment.steady));
  }
}
