import { compare } from "../bytes/order.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { emptyLogRoot } from "../crypto/hashing.ts";
import type { Random } from "../crypto/random.ts";
import * as sealed from "../crypto/settings.ts";
import type { Unlocked } from "./keeper.ts";
import type { SettingsContent } from "./key_life.ts";

/** What a person's browsers remember together, as the page knows it and as it is sealed (crypto.md §3.11). */

/** Sealed with the newest keys. `version` counts from 1; pins and choices come in any order. */
export function sealSettings(
  { account, ring }: Unlocked,
  version: number,
  content: SettingsContent,
  random: Random,
): Uint8Array {
  const { manifestGeneration, log, pins, choices } = content;
  const named = choices.map(([name, value]) => ({ name, value }));
  const settings = {
    manifestsSeen: manifestGeneration === null ? 0 : manifestGeneration + 1,
    logSize: log?.size ?? 0,
    logRoot: log?.root ?? emptyLogRoot(),
    pins: pins.toSorted((one, other) => compare(one.account, other.account)),
    choices: named.toSorted((one, other) => compare(toUtf8(one.name), toUtf8(other.name))),
  };
  return sealed.sealSettings(ring.newest.settings, account, version, settings, random);
}

/** Opened with whichever keys of the ring fit. */
export function openSettings({ account, ring }: Unlocked, version: number, box: Uint8Array): SettingsContent {
  const settings = ring.firstFit("wrong_key", (keys) => sealed.openSettings(keys.settings, account, version, box));
  const { manifestsSeen, logSize, logRoot, pins, choices } = settings;
  return {
    manifestGeneration: manifestsSeen === 0 ? null : manifestsSeen - 1,
    log: logSize === 0 ? null : { size: logSize, root: logRoot },
    pins,
    choices: choices.map(({ name, value }) => [name, value] as const),
  };
}
