import { computed } from "@preact/signals-core";
import type { ReadonlySignal } from "@preact/signals-core";
import type { Cursors } from "./entry.ts";
import type { Room } from "./room.ts";
import type { SealedSettings } from "./sealed_settings.ts";

/** What somebody hides of themselves, and so does not see of others (protocol.md §3.6). */
export interface Hidden {
  /** Whether they are there, write, and have received something. */
  readonly presence: boolean;
  /** What they have read, of messages and letters. */
  readonly reading: boolean;
}

/** A desk, as far as this needs it. */
interface Seen {
  readonly discretion: Discretion;
  readonly rooms: readonly Pick<Room, "reappear">[];
}

/** The choices that remember it (crypto.md §3.11), sealed: nobody learns that somebody hides. */
const NAMES = { presence: "presence-hidden", reading: "reading-hidden" } as const;

/** What this person lets others see of them. The same on all of their browsers, as soon as each has read the settings. */
export class Discretion {
  readonly hidden: ReadonlySignal<Hidden>;
  readonly #settings: SealedSettings;

  constructor(settings: SealedSettings) {
    this.#settings = settings;
    const names = computed(() => settings.kept.value.choices.map(([name]) => name));
    this.hidden = computed(() => ({
      presence: names.value.includes(NAMES.presence),
      reading: names.value.includes(NAMES.reading),
    }));
  }

  /** Hides or shows it from now on; false when that cannot be kept now, and nothing has changed. */
  async hide(what: keyof Hidden, hidden: boolean): Promise<boolean> {
    const name = NAMES[what];
    if (!(await this.#settings.load())) return false;
    return this.#settings.change((content) => {
      const others = content.choices.filter(([each]) => each !== name);
      if (hidden === others.length < content.choices.length) return null;
      return { ...content, choices: hidden ? [...others, [name, "1"]] : others };
    });
  }

  /** What this person is shown of how far the other side has come: no more than they show of themselves. */
  shown({ delivered, read }: Cursors): Cursors {
    const { presence, reading } = this.hidden.peek();
    const known = reading ? 0 : read;
    return { delivered: presence ? known : delivered, read: known };
  }
}

/** Hides or shows it from now on, in every conversation that is open on this page; false when that cannot be kept now. */
export async function hide({ discretion, rooms }: Seen, what: keyof Hidden, hidden: boolean): Promise<boolean> {
  const kept = await discretion.hide(what, hidden);
  if (kept) for (const room of rooms) room.reappear();
  return kept;
}
