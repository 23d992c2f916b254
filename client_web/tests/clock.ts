import type { Clock } from "../src/state/ports.ts";

/** Two clocks and the waits on them, moved by hand. Times are milliseconds. */
export class TestClock implements Clock {
  date = 1_764_000_000_000;
  monotonic = 5_000;
  readonly #waits = new Set<{ readonly due: number; readonly call: () => void }>();

  now(): number {
    return this.date;
  }

  steady(): number {
    return this.monotonic;
  }

  after(delay: number, call: () => void): () => void {
    const wait = { due: this.monotonic + delay, call };
    this.#waits.add(wait);
    return () => {
      this.#waits.delete(wait);
    };
  }

  /** Time passes; what falls due is called in its turn, and what was promised meanwhile is kept. */
  async run(duration: number): Promise<void> {
    const end = this.monotonic + duration;
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#advance(Math.max(0, next.due - this.monotonic));
      this.#waits.delete(next);
      next.call();
      await settled();
    }
    this.#advance(end - this.monotonic);
    await settled();
  }

  /** The device sleeps: nothing is called. Of some devices the steady clock sleeps too. */
  sleep(duration: number, { steady }: { readonly steady: boolean }): void {
    this.date += duration;
    if (steady) this.monotonic += duration;
  }

  #advance(duration: number): void {
    this.date += duration;
    this.monotonic += duration;
  }

  #next(end: number): { readonly due: number; readonly call: () => void } | null {
    const due = [...this.#waits].filter((wait) => wait.due <= end).sort((a, b) => a.due - b.due);
    return due[0] ?? null;
  }
}

/** Everything promised by now has come. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
