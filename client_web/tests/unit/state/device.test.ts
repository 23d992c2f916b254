import { describe, expect, it } from "vitest";
import { deviceOf } from "../../../src/state/device.ts";

const AGENTS = [
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "chrome",
    "linux",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "edge",
    "windows",
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0", "firefox", "macos"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Mobile/15E148 Safari/604.1",
    "safari",
    "ios",
  ],
  ["Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36", "chrome", "android"],
  [
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    "other",
    "android",
  ],
  ["curl/8.5.0", "other", "other"],
] as const;

describe("a device", () => {
  it.each(AGENTS)("is told by family and kind only: %s", (agent, browser, system) => {
    expect(deviceOf(agent, false)).toEqual({ browser, system });
  });

  it("that says it is a Mac but can be touched is a tablet", () => {
    const agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.4 Safari/605.1.15";
    expect(deviceOf(agent, true)).toEqual({ browser: "safari", system: "ios" });
  });
});
