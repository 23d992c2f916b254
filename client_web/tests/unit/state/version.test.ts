import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VERSION } from "../../../src/state/version.ts";

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

describe("the version", () => {
  it("is the one that the package and the server have", () => {
    const { version } = JSON.parse(read("client_web/package.json")) as { readonly version: string };
    expect(VERSION).toBe(version);
    expect(read("pyproject.toml")).toContain(`\nversion = "${VERSION}"\n`);
  });
});
