import { describe, expect, it } from "vitest";
import { leftByKeyboard } from "../../../src/ui/keyboard.ts";

describe("the keyboard of a screen", () => {
  it("leaves what is seen above it, where it lies over the page", () => {
    expect(leftByKeyboard(664, { height: 328.4, scale: 1 })).toBe(328);
  });

  it("is none where the page is as high as what is seen, or a bar of the browser's own covers a little", () => {
    expect(leftByKeyboard(664, { height: 664, scale: 1 })).toBeNull();
    expect(leftByKeyboard(664, { height: 664 - 86, scale: 1 })).toBeNull();
  });

  it("is none where somebody zooms in", () => {
    expect(leftByKeyboard(664, { height: 332, scale: 2 })).toBeNull();
    expect(leftByKeyboard(664, { height: 300, scale: 1.3 })).toBeNull();
  });
});
