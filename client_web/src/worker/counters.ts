import { toHex } from "../bytes/hex.ts";
import type { EnvelopeHeader } from "../crypto/envelope.ts";
import { Alarm } from "./alarm.ts";

/** The envelopes of one sender's instance that were read: counters low … high. */
interface Run {
  readonly low: number;
  readonly high: number;
}

/**
 * Each instance counts its envelopes 1, 2, 3 … (crypto.md §6.1): from whichever end the transcript is read, none is missing and none
 * stands twice. Every entry is told once.
 */
export class Counters {
  readonly #runs = new Map<string, Run>();
  /** Runs of the entries being read that lie before all those read until now. */
  readonly #older = new Map<string, Run>();

  /** An envelope behind all that was read until now. */
  newer(header: EnvelopeHeader): void {
    extend(this.#runs, header);
  }

  /** An envelope before all that was read until now; those of one reading come in their order. */
  older(header: EnvelopeHeader): void {
    extend(this.#older, header);
  }

  /** The older entries adjoin what was read until now. `whole`: nothing lies before them, there every instance begins. */
  join(whole: boolean): void {
    for (const [name, { low, high }] of this.#older) {
      const known = this.#runs.get(name);
      if (known !== undefined && known.low !== high + 1) throw new Alarm("wrong_counter");
      this.#runs.set(name, { low, high: known?.high ?? high });
    }
    this.#older.clear();
    if (whole && ![...this.#runs.values()].every(({ low }) => low === 1)) throw new Alarm("wrong_counter");
  }
}

function extend(runs: Map<string, Run>, { sender, instance, counter }: EnvelopeHeader): void {
  const name = `${toHex(sender)}/${toHex(instance)}`;
  const run = runs.get(name) ?? { low: counter, high: counter - 1 };
  if (counter !== run.high + 1) throw new Alarm("wrong_counter");
  runs.set(name, { low: run.low, high: counter });
}
