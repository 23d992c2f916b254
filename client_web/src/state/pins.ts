import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { Pin } from "../worker/key_life.ts";
import type { SealedSettings } from "./sealed_settings.ts";

/** How someone's keys stand to those that this person met them under (crypto.md §4.6). */
export type PinStanding = "new" | "same" | "changed" | "stale";

/** Someone as they are shown now. `matched`: under the keys that the match of this conversation names. */
export interface Met extends Pin {
  readonly matched: boolean;
}

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

  standing(member: Met): PinStanding {
    return standingAmong(this.#settings.content.pins, member);
  }

  /**
   * Keeps those who are new under these keys. Whoever another browser, or another conversation, knows under other keys is left to the
   * person. What another browser kept meanwhile stays; false when it cannot be kept now.
   */
  meet(members: readonly Met[]): Promise<boolean> {
    return this.#keep((pins) => {
      const asked = members
        .filter((member) => standingAmong(pins, member) !== "new")
        .map(({ account }) => toHex(account));
      return members.filter(({ account }) => !asked.includes(toHex(account)));
    });
  }

  /** Keeps members under these keys, which their person was told of; older ones than those that were kept never are. */
  accept(members: readonly Met[]): Promise<boolean> {
    return this.#keep((pins) => members.filter((member) => ["new", "changed"].includes(standingAmong(pins, member))));
  }

  #keep(choose: (pins: readonly Pin[]) => readonly Met[]): Promise<boolean> {
    return this.#settings.change((content) => {
      const news = choose(content.pins);
      return news.length === 0 ? null : { ...content, pins: joined(content.pins, news) };
    });
  }
}

/**
 * Whoever was never met is known by the keys that the match names: a service that hides what was kept makes people be asked, and
 * spares them no question.
 */
function standingAmong(pins: readonly Pin[], member: Met): PinStanding {
  const pin = pins.find(({ account }) => equal(account, member.account));
  if (pin === undefined) return member.matched ? "new" : "changed";
  if (equal(pin.bundleHash, member.bundleHash)) return "same";
  return member.generation > pin.generation ? "changed" : "stale";
}

/** Sorted by account, as the paper asks, each once: whoever is met in two conversations at once, under the older keys. */
function joined(pins: readonly Pin[], news: readonly Met[]): readonly Pin[] {
  const byAccount = new Map(pins.map((pin) => [toHex(pin.account), pin]));
  const newestFirst = news.toSorted((one, other) => other.generation - one.generation);
  for (const { account, generation, bundleHash } of newestFirst) {
    byAccount.set(toHex(account), { account, generation, bundleHash });
  }
  return [...byAccount.values()].sort((one, other) => (toHex(one.account) < toHex(other.account) ? -1 : 1));
}
