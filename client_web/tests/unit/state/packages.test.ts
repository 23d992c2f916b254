import { describe, expect, it } from "vitest";
import { Packages } from "../../../src/state/release/packages.ts";

describe("packages that are not saved yet", () => {
  it("are found again by what allows them, until they are saved", () => {
    const packages = new Packages();
    const fileOf = (name: string) => ({ name, locked: new Uint8Array(1) });
    packages.made("form", fileOf("one"));
    packages.made("order", fileOf("other"));
    packages.saved("form");
    expect([...packages.unsaved.peek()]).toEqual([["order", fileOf("other")]]);
  });
});
