import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, lengthOf, MIN_PASSWORD, weakness } from "../../../src/state/password.ts";

const NONE: ReadonlySet<string> = new Set();

describe("a new password", () => {
  it("needs fifteen characters, and emoji count as one each", () => {
    expect(weakness("fourteen chars", "", NONE)).toBe("short");
    expect(weakness("a quiet green river", "", NONE)).toBeNull();
    expect(weakness("🐸🌊🍁🎻🪁🐢🌻🍐🥁🎈🐇🌙🍇🎨🛶", "", NONE)).toBeNull();
  });

  it("may be long, and hold any characters", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "á", "ß", "ж", "中", "🐸", " ", "!", "\t", "7", "Z"), {
          minLength: 128,
          maxLength: 400,
        }),
        (points) => {
          const password = points.join("");
          const weak = weakness(password, "", NONE);
          expect(weak === null || weak === "repeated").toBe(true);
          expect(lengthOf(password)).toBeGreaterThanOrEqual(MIN_PASSWORD);
        },
      ),
    );
  });

  it.each(["ppppppppppppppppp", "abcabcabcabcabcabc", "dragonfly dragonfly ", "Monday7Monday7Monday7"])(
    "does not say a short thing again and again: %s",
    (password) => {
      expect(weakness(password, "", NONE)).toBe("repeated");
    },
  );

  it.each(["abcdefghijklmnopq", "98765432109876543", "qwertyuiopasdfgh", "1qaz2wsx3edc4rfv", "poiuytrewqlkjhgf"])(
    "does not follow the alphabet or the keyboard: %s",
    (password) => {
      expect(weakness(password, "", NONE)).toBe("repeated");
    },
  );

  it("is not made of the number or of the service's name", () => {
    expect(weakness("me and 5723104861", "5723104861", NONE)).toBe("number");
    expect(weakness("me and 572 310 4861", "5723104861", NONE)).toBe("number");
    expect(weakness("WebTherapy 2026!!!", "", NONE)).toBe("service");
    expect(weakness("my webtherapy has green walls", "", NONE)).toBeNull();
  });

  it("is not one that guessers know, however it is decorated", async () => {
    expect(await judge("password1234567!!", "")).toBe("common");
    expect(await judge("Starwars 2026 2026", "")).toBe("common");
    expect(await judge("Correct Horse Battery Staple", "")).toBe("common");
    expect(await judge("seven quiet herons by the lake", "")).toBeNull();
  });
});
