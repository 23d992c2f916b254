import { describe, expect, it } from "vitest";
import { isHeld } from "../../../src/ui/activity.ts";

const KEY = { type: "keydown", repeat: false };
const AGAIN = { type: "keydown", repeat: true };
const TYPED = { type: "input" };
const POINTER = { type: "pointerdown" };

/** Which of these events come from a key that stays down. */
function held(events: readonly { readonly type: string; readonly repeat?: boolean }[]): readonly boolean[] {
  let before = false;
  return events.map((event) => (before = isHeld(before, event)));
}

describe("what hands do", () => {
  it("is not what a key goes on doing that stays down, nor what it types", () => {
    expect(held([KEY, TYPED, AGAIN, TYPED, AGAIN, TYPED])).toEqual([false, false, true, true, true, true]);
  });

  it("is the next key, the pointer beside it, and what is dictated or pasted without a key", () => {
    expect(held([AGAIN, KEY, TYPED])).toEqual([true, false, false]);
    expect(held([AGAIN, POINTER, TYPED])).toEqual([true, false, false]);
    expect(held([TYPED])).toEqual([false]);
  });
});
