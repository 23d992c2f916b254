import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Ending } from "../../../src/state/ending.ts";
import { IdleClock } from "../../../src/state/idle.ts";
import type { Refusal } from "../../../src/state/ports.ts";
import { settled, TestClock } from "../../clock.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const SIGNED_OUT: Refusal = { kind: "refused", code: "signed_out", status: 401, retryAfter: 0, reason: "idle" };

const SILENT: Refusal = { kind: "refused", code: "signed_out", status: 401, retryAfter: 0 };

/** A page and a service that keeps the idle clock as protocol.md §1.3 says, by a clock of its own. */
class Sitting {
  readonly clock = new TestClock();
  readonly told: { readonly at: number; readonly age: number | null }[] = [];
  readonly endings: Ending[] = [];
  warned = 0;
  network = true;
  cap = DAY;
  refusal = SIGNED_OUT;
  /** When the person last did something, as far as the service knows; on the service's clock. */
  acted = 0;
  service = 0;
  readonly idle: IdleClock;

  constructor() {
    this.idle = new IdleClock({
      clock: this.clock,
      tell: ({ age }) => {
        if (!this.network) return;
        this.told.push({ at: this.service, age });
        if (age !== null) this.acted = Math.max(this.acted, this.service - age);
        this.idle.heard(this.left, this.cap - this.service);
      },
      ask: () => {
        if (!this.network) return Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
        return Promise.resolve(
          this.left > 0 ? { ok: true, value: { left: this.left } } : { ok: false, refusal: this.refusal },
        );
      },
      warned: () => this.warned++,
      ended: (ending) => this.endings.push(ending),
    });
    this.idle.heard(this.left, this.cap);
    this.idle.start();
  }

  get left(): number {
    return this.acted + 5 * MINUTE - this.service;
  }

  async run(duration: number): Promise<void> {
    for (let passed = 0; passed < duration; passed += 500) {
      this.service += 500;
      await this.clock.run(500);
    }
  }

  sleep(duration: number, clocks: { readonly steady: boolean }): void {
    this.service += duration;
    this.clock.sleep(duration, clocks);
  }
}

describe("the idle clock", () => {
  it("warns after four minutes, counts down, and ends after five", async () => {
    const sitting = new Sitting();
    await sitting.run(4 * MINUTE - 2_000);
    expect(sitting.idle.warning.peek()).toBeNull();
    await sitting.run(3_000);
    expect(sitting.idle.warning.peek()).toBeGreaterThan(55);
    expect(sitting.warned).toBe(1);
    await sitting.run(50_000);
    expect(sitting.idle.warning.peek()).toBeLessThanOrEqual(10);
    expect(sitting.endings).toEqual([]);
    await sitting.run(11_000);
    expect(sitting.endings).toEqual(["idle"]);
  });

  it("can be put off ten times and more", async () => {
    const sitting = new Sitting();
    for (let n = 0; n < 12; n++) {
      await sitting.run(4 * MINUTE + 30_000);
      expect(sitting.idle.warning.peek()).not.toBeNull();
      sitting.idle.active();
      expect(sitting.idle.warning.peek()).toBeNull();
    }
    expect(sitting.endings).toEqual([]);
  });

  it("asks before it warns: what was done in another tab counts here", async () => {
    const sitting = new Sitting();
    await sitting.run(3 * MINUTE);
    sitting.acted = sitting.service;
    await sitting.run(4 * MINUTE - 4_000);
    expect(sitting.warned).toBe(0);
    await sitting.run(5_000);
    expect(sitting.idle.warning.peek()).not.toBeNull();
    sitting.acted = sitting.service;
    await sitting.run(6_000);
    expect(sitting.idle.warning.peek()).toBeNull();
  });

  it("tells what the person does at once, then at most every 15 s, with its true age, and forgets none of it", async () => {
    const steps = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, async (waits) => {
        const sitting = new Sitting();
        let acted = 0;
        for (const wait of waits) {
          await sitting.run(wait * 500);
          sitting.idle.active();
          acted = sitting.service;
        }
        await sitting.run(15_000);
        const reports = sitting.told.filter(({ age }) => age !== null);
        for (const [n, { at, age }] of reports.entries()) {
          expect(age).toBeLessThanOrEqual(15_000);
          if (n > 0) expect(at - (reports[n - 1]?.at ?? 0)).toBeGreaterThanOrEqual(15_000);
        }
        expect(sitting.acted).toBe(acted);
      }),
      { numRuns: 20 },
    );
  });

  it("hides the page before anything is shown when it slept for too long, and says why it ended", async () => {
    for (const steady of [true, false]) {
      const sitting = new Sitting();
      await sitting.run(10_000);
      sitting.sleep(6 * MINUTE, { steady });
      sitting.idle.look();
      expect(sitting.idle.veiled.peek()).toBe(true);
      expect(sitting.endings).toEqual([]);
      await settled();
      expect(sitting.endings).toEqual(["idle"]);
    }
  });

  it("knows why it ended where the service cannot say: the cookie went with another tab", async () => {
    for (const [slept, said] of [
      [6 * MINUTE, "idle"],
      [2 * MINUTE, "ended"],
    ] as const) {
      const sitting = new Sitting();
      sitting.refusal = SILENT;
      await sitting.run(10_000);
      sitting.sleep(slept, { steady: true });
      sitting.acted = sitting.service - 6 * MINUTE;
      sitting.idle.look();
      await settled();
      expect(sitting.endings).toEqual([said]);
    }
  });

  it("does not tell of what was done before a sleep: the service counts from when it was", async () => {
    for (const [slept, told] of [
      [4 * MINUTE, false],
      [1_000, true],
    ] as const) {
      const sitting = new Sitting();
      await sitting.run(20_000);
      sitting.idle.active();
      await sitting.run(5_000);
      sitting.idle.active();
      const acted = sitting.service;
      // The steady clock of many devices sleeps, too: a report that was due soon goes out as soon as the device wakes.
      sitting.sleep(slept, { steady: false });
      await sitting.run(20_000);
      expect(sitting.acted).toBeLessThanOrEqual(acted + 2_000);
      expect(sitting.acted >= acted - 2_000).toBe(told);
    }
  });

  it("goes on after a sleep in which another tab or a report kept the sign-in alive", async () => {
    const sitting = new Sitting();
    await sitting.run(10_000);
    sitting.sleep(6 * MINUTE, { steady: true });
    sitting.acted = sitting.service - MINUTE;
    sitting.idle.look();
    expect(sitting.idle.veiled.peek()).toBe(true);
    await settled();
    expect(sitting.idle.veiled.peek()).toBe(false);
    expect(sitting.endings).toEqual([]);
  });

  it("is not moved by a clock that is set a day forward or back", async () => {
    for (const jump of [DAY, -DAY]) {
      const sitting = new Sitting();
      await sitting.run(10_000);
      sitting.clock.date += jump;
      await sitting.run(2_000);
      expect(sitting.idle.veiled.peek()).toBe(false);
      expect(sitting.endings).toEqual([]);
      await sitting.run(3 * MINUTE);
      expect(sitting.idle.warning.peek()).toBeNull();
      await sitting.run(2 * MINUTE);
      expect(sitting.endings).toEqual(["idle"]);
    }
  });

  it("holds without a network: five quiet minutes end it, and what is done here puts it off", async () => {
    const sitting = new Sitting();
    sitting.network = false;
    await sitting.run(4 * MINUTE);
    sitting.idle.active();
    await sitting.run(4 * MINUTE + 30_000);
    expect(sitting.endings).toEqual([]);
    await sitting.run(31_000);
    expect(sitting.endings).toEqual(["idle"]);
    const asleep = new Sitting();
    asleep.network = false;
    asleep.sleep(6 * MINUTE, { steady: false });
    asleep.idle.look();
    await settled();
    expect(asleep.endings).toEqual(["idle"]);
  });

  it("is not frightened by an answer that was under way when a key was pressed", async () => {
    const sitting = new Sitting();
    await sitting.run(4 * MINUTE + 30_000);
    const before = sitting.left;
    sitting.idle.active();
    sitting.idle.heard(before, DAY);
    expect(sitting.idle.warning.peek()).toBeNull();
  });

  it("counts nothing that comes too late", async () => {
    const sitting = new Sitting();
    sitting.network = false;
    sitting.sleep(6 * MINUTE, { steady: true });
    sitting.idle.active();
    expect(sitting.idle.veiled.peek()).toBe(true);
    await settled();
    expect(sitting.endings).toEqual(["idle"]);
  });

  it("announces the absolute end five minutes before, and ends there however busy someone is", async () => {
    const sitting = new Sitting();
    sitting.cap = 7 * MINUTE;
    sitting.idle.heard(sitting.left, sitting.cap);
    for (let n = 0; n < 6; n++) {
      await sitting.run(MINUTE);
      sitting.idle.active();
      expect(sitting.idle.capNear.peek()).toBe(n < 1 ? null : 6 - n);
    }
    await sitting.run(MINUTE + 1_000);
    expect(sitting.endings).toEqual(["cap"]);
  });
});
