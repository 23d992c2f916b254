import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recoveryText } from "../../../src/crypto/recovery.ts";
import { Alarm } from "../../../src/worker/alarm.ts";
import { RecoveryCodes } from "../../../src/worker/recovery_codes.ts";
import { random } from "../../world.ts";

/** What the codes must be able to do after any calls: nothing was made, something was, or it was confirmed as well. */
interface Model {
  made: string | null;
  confirmed: boolean;
  typed: boolean;
}

type Step = fc.Command<Model, RecoveryCodes>;

function step(name: string, run: (model: Model, codes: RecoveryCodes) => void): Step {
  return { check: () => true, run, toString: () => name };
}

function told(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof Alarm) return error.reason;
    throw error;
  }
}

const STEPS = [
  step("make", (model, codes) => {
    const text = codes.make();
    expect(text).not.toBe(model.made);
    Object.assign(model, { made: text, confirmed: false });
  }),
  step("confirm what was made", (model, codes) => {
    expect(told(() => codes.confirm(model.made ?? ""))).toBe(model.made === null ? "locked" : true);
    model.confirmed = model.made !== null;
  }),
  step("confirm another code", (model, codes) => {
    expect(told(() => codes.confirm(recoveryText(random(20))))).toBe(model.made === null ? "locked" : false);
  }),
  step("confirm what is no code", (model, codes) => {
    expect(told(() => codes.confirm("what is this?"))).toBe(model.made === null ? "locked" : false);
  }),
  step("use", (model, codes) => {
    const used = told(() => codes.use((wrapping) => wrapping.slice()).wrap.length);
    expect(used).toBe(model.confirmed ? 32 : "locked");
    if (model.confirmed) Object.assign(model, { made: null, confirmed: false });
  }),
  step("read", (model, codes) => {
    expect(codes.read(recoveryText(random(20))).length).toBe(32);
    model.typed = true;
  }),
  step("open", (model, codes) => {
    expect(told(() => codes.open((wrapping) => wrapping.length))).toBe(model.typed ? 32 : "locked");
    model.typed = false;
  }),
  step("wipe", (model, codes) => {
    codes.wipe();
    Object.assign(model, { made: null, confirmed: false, typed: false });
  }),
];

describe("recovery codes", () => {
  it("are used once confirmed, and once only, in whatever order they are asked for", () => {
    fc.assert(
      fc.property(fc.commands(STEPS.map((one) => fc.constant(one))), (commands) => {
        const setup = (): { model: Model; real: RecoveryCodes } => ({
          model: { made: null, confirmed: false, typed: false },
          real: new RecoveryCodes(random),
        });
        fc.modelRun(setup, commands);
      }),
    );
  });

  it("open again what they wrapped, and overwrite the keys that they lend", () => {
    const codes = new RecoveryCodes(random);
    const text = codes.make();
    codes.confirm(text);
    const lent: Uint8Array[] = [];
    const { recoveryKey, wrap } = codes.use((wrapping) => {
      lent.push(wrapping);
      return wrapping.slice();
    });
    expect(codes.read(text)).toEqual(recoveryKey);
    codes.open((wrapping) => {
      expect(wrapping).toEqual(wrap);
      lent.push(wrapping);
    });
    expect(lent).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  it("keep a code that was typed when the wrap does not open", () => {
    const codes = new RecoveryCodes(random);
    codes.read(recoveryText(random(20)));
    expect(() =>
      codes.open(() => {
        throw new Alarm("fault");
      }),
    ).toThrow("fault");
    expect(codes.open(() => "opened")).toBe("opened");
  });
});
