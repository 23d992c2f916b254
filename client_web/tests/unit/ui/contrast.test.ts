import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The palette of tokens.css: every pair of colours that the sheets put on one another can be read (WCAG 1.4.3, 1.4.11). */

const sheet = readFileSync(new URL("../../../src/ui/styles/tokens.css", import.meta.url), "utf8");

function palette(start: string): ReadonlyMap<string, string> {
  const from = sheet.indexOf(start);
  const block = sheet.slice(from, sheet.indexOf("}", from));
  return new Map(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

const LIGHT = palette(":root {");
const DARK = palette(':root:not([data-theme="light"])');
const CHOSEN = palette('\n:root[data-theme="dark"]');

function luminance(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = [
  ["ink", "paper"],
  ["ink", "surface"],
  ["ink", "accent-soft"],
  ["ink", "warning-soft"],
  ["quiet", "paper"],
  ["quiet", "surface"],
  ["quiet", "accent-soft"],
  ["accent", "paper"],
  ["accent", "surface"],
  ["accent", "accent-soft"],
  ["on-accent", "accent"],
  ["warning", "paper"],
  ["warning", "surface"],
  ["warning", "warning-soft"],
] as const;

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("the %s palette", (_, colours) => {
  it.each(TEXT)("writes %s on %s with at least 4.5:1", (ink, ground) => {
    expect(contrast(colours.get(ink) ?? "#000000", colours.get(ground) ?? "#000000")).toBeGreaterThanOrEqual(4.5);
  });
});

describe("the dark palette", () => {
  it("is the same by choice as by the device's wish", () => {
    expect(CHOSEN).toEqual(DARK);
    expect([...DARK.keys()].sort()).toEqual([...LIGHT.keys()].sort());
  });
});
