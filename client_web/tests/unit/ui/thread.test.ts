import { describe, expect, it } from "vitest";
import { firstShown } from "../../../src/ui/mail/ThreadPage.tsx";

const letters = (count: number, unreadFrom = count): readonly { readonly unread: boolean }[] =>
  Array.from({ length: count }, (_, at) => ({ unread: at >= unreadFrom }));

describe("a thread", () => {
  it("that is short stands there whole", () => {
    expect([0, 1, 6].map((count) => firstShown(letters(count)))).toEqual([0, 0, 0]);
  });

  it("that is long begins with the newest five", () => {
    expect(firstShown(letters(40))).toBe(35);
    expect(firstShown(letters(40, 38))).toBe(35);
  });

  it("hides nothing that was not read yet", () => {
    expect(firstShown(letters(40, 12))).toBe(12);
  });
});
