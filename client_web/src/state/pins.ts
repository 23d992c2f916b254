import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { Pin } from "../worker/key_life.ts";
import type { SealedSettings } from "./sealed_settings.ts";

/** How someone's keys stand to those that this person met them under (crypto.md §4.6). */
export type PinStanding = "new" | "same" | "changed" | "stale";

/** Whom this person has met under which keys: kept sealed, so that every browser of theirs knows it (crypto.md §3.11). */
export class Pins {
  readonly #settings: SealedSettings;

  constructor(settings: SealedSettings) {
    this.#settings = settings;
  }

  /** Reads what was kept; false while it cannot be read: then nobody's keys are believed to be the same. */
  load(): Promise<boolean> {
    return this.#settings.load();
  }

  standing(member: Pin): PinStanding {
    return standingAmong(this.#settings.content.pins, member);
  }

  /** Keeps members under these keys from now on. What another browser kept meanwhile stays; false when it cannot be kept now. */
  keep(members: readonly Pin[]): Promise<boolean> {
    return this.#settings.change((content) => {
      const news = members.filter((member) => ["new", "changed"].includes(standingAmong(content.pins, member)));
      return news.length === 0 ? null : { ...content, pins: joined(content.pins, news) };
    });
  }
}

function standingAmong(pins: readonly Pin[], member: Pin): PinStanding {
  const pin = pins.find(({ account }) => equal(account, member.account));
  if (pin === undefined) return "new";
  if (equal(pin.bundleHash, member.bundleHash)) return "same";
  return member.generation > pin.generation ? "changed" : "stale";
}

/** Sorted by account, as the paper asks. */
function joined(pins: readonly Pin[], news: readonly Pin[]): readonly Pin[] {
  const names = new Set(news.map(({ account }) => toHex(account)));
  const kept = pins.filter(({ account }) => !names.has(toHex(account)));
  return [...kept, ...news].sort((one, other) => (toHex(one.account) < toHex(other.account) ? -1 : 1));
}
