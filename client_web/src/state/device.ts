import type { Browser, Device, System } from "./identity_http.ts";

/** Edge says that it is Chrome too, and Chrome that it is Safari: the first that fits. */
const BROWSERS: readonly (readonly [RegExp, Browser])[] = [
  [/\bEdg(e|A|iOS)?\//, "edge"],
  [/\b(Firefox|FxiOS)\//, "firefox"],
  [/\b(OPR|SamsungBrowser)\//, "other"],
  [/\b(Chrome|Chromium|CriOS)\//, "chrome"],
  [/\bVersion\/.*\bSafari\//, "safari"],
];

const SYSTEMS: readonly (readonly [RegExp, System])[] = [
  [/\b(iPhone|iPad|iPod)\b/, "ios"],
  [/\bAndroid\b/, "android"],
  [/\bWindows NT\b/, "windows"],
  [/\bMacintosh\b/, "macos"],
  [/\b(Linux|CrOS)\b/, "linux"],
];

/** Which family of browser on which kind of system, of all that a browser says of itself (protocol.md §1.1). `touch`: an iPad says that it is a Mac. */
export function deviceOf(agent: string, touch: boolean): Device {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1] ?? "other";
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1] ?? "other";
  return { browser, system: system === "macos" && touch ? "ios" : system };
}
