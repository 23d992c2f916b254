import { toUtf8 } from "../bytes/utf8.ts";
import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { ascending, count, counted, ids, textAtMost, word } from "./checks.ts";
import { read, type Shape, written } from "./fields.ts";
import { pad, unpad } from "./padding.ts";
import type { Random } from "./random.ts";

/** Settings (crypto.md §3.11): what a person's browsers remember together, sealed so that only they can read it. */

const MOST_PINS = 512;
const MOST_CHOICES = 64;
const MAX_CHOICE_BYTES = 128;

/** A person whom we have met, and under which bundle. */
export interface Pin {
  readonly account: Uint8Array;
  readonly generation: number;
  readonly bundleHash: Uint8Array;
}

/** A person's choice: a name in lower-case words with hyphens, and a text. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** `manifestsSeen` is the highest manifest generation seen plus one, 0 before the first. Pins by account, choices by name. Secret. */
export interface Settings {
  readonly manifestsSeen: number;
  readonly logSize: number;
  readonly logRoot: Uint8Array;
  readonly pins: readonly Pin[];
  readonly choices: readonly Choice[];
}

const SETTINGS: Shape<Settings> = {
  label: "webtherapy/v1/settings",
  parts: (s) => [
    s.manifestsSeen,
    s.logSize,
    s.logRoot,
    s.pins.map((pin) => [pin.account, pin.generation, pin.bundleHash]),
    s.choices.map((choice) => [choice.name, choice.value]),
  ],
  read: (fields) => {
    const settings = {
      manifestsSeen: fields.uint(),
      logSize: fields.uint(),
      logRoot: fields.hash(),
      pins: fields.rows((row) => ({ account: row.id(), generation: row.uint(), bundleHash: row.hash() })),
      choices: fields.rows((row) => ({ name: row.text(), value: row.text() })),
    };
    check(settings);
    return settings;
  },
};

function check({ pins, choices }: Settings): void {
  count(pins, 0, MOST_PINS);
  ascending(pins.map(({ account }) => account));
  count(choices, 0, MOST_CHOICES);
  for (const { name, value } of choices) {
    word(name);
    textAtMost(MAX_CHOICE_BYTES, value);
  }
  ascending(choices.map(({ name }) => toUtf8(name)));
}

/** The sealed settings. `version` counts from 1. */
export function sealSettings(
  settingsKey: Uint8Array,
  account: Uint8Array,
  version: number,
  settings: Settings,
  random: Random,
): Uint8Array {
  return sealBox(settingsKey, pad(written(SETTINGS, settings)), context(account, version), random);
}

/** The settings; ProofError("wrong_key") unless key, account and version are those they were sealed with. */
export function openSettings(
  settingsKey: Uint8Array,
  account: Uint8Array,
  version: number,
  sealed: Uint8Array,
): Settings {
  return read(SETTINGS, unpad(openBox(settingsKey, sealed, context(account, version))));
}

function context(account: Uint8Array, version: number): Uint8Array {
  ids(account);
  counted(version);
  return encode("webtherapy/v1/settings-seal", account, version);
}
