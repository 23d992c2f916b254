import { signal } from "@preact/signals-core";
import type { SealedSettings } from "./sealed_settings.ts";

/** The choice that remembers it (crypto.md §3.11): sealed, because in the clear it would tell whoever looks at the device. */
const NAME = "exit-explained";

/** Whether someone has read, on whichever browser, what the quick exit does and what it does not. */
export class ExitExplained {
  readonly owed = signal(false);
  readonly #settings: SealedSettings;

  constructor(settings: SealedSettings) {
    this.#settings = settings;
  }

  /** Whether it is still to be read; when that cannot be known it is not asked now. */
  async look(): Promise<boolean> {
    return (await this.#settings.load()) && !this.#settings.content.choices.some(([name]) => name === NAME);
  }

  /** It was read. What cannot be kept now is shown once more at the next sign-in. */
  async acknowledge(): Promise<void> {
    this.owed.value = false;
    await this.#settings.change((content) => {
      if (content.choices.some(([name]) => name === NAME)) return null;
      return { ...content, choices: [...content.choices, [NAME, "1"]] };
    });
  }
}
