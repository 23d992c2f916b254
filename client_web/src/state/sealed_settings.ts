import { signal } from "@preact/signals-core";
import type { SettingsContent } from "../worker/key_life.ts";
import type { CryptoPort } from "../worker/port.ts";
import type { IdentityHttp } from "./identity_http.ts";
import { Serial } from "./serial.ts";

interface SettingsPorts {
  readonly crypto: Pick<CryptoPort, "sealSettings" | "openSettings">;
  readonly identity: Pick<IdentityHttp, "settings" | "saveSettings">;
}

const NONE: SettingsContent = { manifestGeneration: null, log: null, pins: [], choices: [] };
const TRIES = 4;

/** What all browsers of a person remember together, sealed so that only they can read it (crypto.md §3.11). */
export class SealedSettings {
  readonly kept = signal<SettingsContent>(NONE);
  readonly #ports: SettingsPorts;
  #version = 0;
  #loaded = false;
  #manifest: number | null = null;
  readonly #serial = new Serial();

  constructor(ports: SettingsPorts) {
    this.#ports = ports;
  }

  /** The generation of the manifest that was proved now: it is kept with the next change, and never goes back. */
  sawManifest(generation: number | null): void {
    this.#manifest = generation;
  }

  /** Another browser has seen a later manifest than was proved here. */
  get manifestBehind(): boolean {
    return (this.content.manifestGeneration ?? -1) > (this.#manifest ?? -1);
  }

  /** As they were last read or kept here. */
  get content(): SettingsContent {
    return this.kept.peek();
  }

  /** Reads what was kept; false while it cannot be read. */
  load(): Promise<boolean> {
    return this.#serial.run(async () => {
      if (!this.#loaded) this.#loaded = await this.#read();
      return this.#loaded;
    });
  }

  /**
   * Keeps what `change` makes of them; null: nothing is to change. When another browser was first, it is asked again
   * with what that one kept. False when it cannot be kept now.
   */
  change(change: (content: SettingsContent) => SettingsContent | null): Promise<boolean> {
    return this.#serial.run(() => this.#change(change));
  }

  async #change(change: (content: SettingsContent) => SettingsContent | null): Promise<boolean> {
    for (let n = 0; n < TRIES; n++) {
      const changed = this.#withManifest(change(this.content));
      if (changed === null) return true;
      const saved = await this.#save(changed);
      if (saved !== "conflict") return saved === "saved";
      if (!(await this.#read())) return false;
    }
    return false;
  }

  #withManifest(changed: SettingsContent | null): SettingsContent | null {
    const content = changed ?? this.content;
    if ((content.manifestGeneration ?? -1) >= (this.#manifest ?? -1)) return changed;
    return { ...content, manifestGeneration: this.#manifest };
  }

  async #read(): Promise<boolean> {
    const kept = await this.#ports.identity.settings();
    if (!kept.ok) return false;
    const { version, sealed } = kept.value;
    if (sealed === null) return version === 0 && this.#version === 0;
    // What was read or kept here never goes back, and need not be opened again.
    if (version <= this.#version) return version === this.#version;
    const opened = await this.#ports.crypto.openSettings(version, sealed);
    if (!opened.ok) return false;
    this.#version = version;
    this.kept.value = opened.value;
    return true;
  }

  async #save(content: SettingsContent): Promise<"saved" | "conflict" | "failed"> {
    const version = this.#version + 1;
    const sealed = await this.#ports.crypto.sealSettings(version, content);
    if (!sealed.ok) return "failed";
    const saved = await this.#ports.identity.saveSettings(version, sealed.value);
    if (!saved.ok) {
      return saved.refusal.kind === "refused" && saved.refusal.code === "conflict" ? "conflict" : "failed";
    }
    this.#version = version;
    this.kept.value = content;
    return "saved";
  }
}
