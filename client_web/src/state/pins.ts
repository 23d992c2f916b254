import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { Pin, SettingsContent } from "../worker/key_life.ts";
import type { CryptoPort } from "../worker/port.ts";
import type { IdentityHttp } from "./identity_http.ts";
import { Serial } from "./serial.ts";

/** How someone's keys stand to those that this person met them under (crypto.md §4.6). */
export type PinStanding = "new" | "same" | "changed" | "stale";

interface PinPorts {
  readonly crypto: Pick<CryptoPort, "sealSettings" | "openSettings">;
  readonly identity: Pick<IdentityHttp, "settings" | "saveSettings">;
}

const NONE: SettingsContent = { manifestGeneration: null, pins: [], choices: [] };
const TRIES = 4;

/** Whom this person has met under which keys: kept sealed, so that every browser of theirs knows it (crypto.md §3.11). */
export class Pins {
  readonly #ports: PinPorts;
  #version = 0;
  #content: SettingsContent = NONE;
  #loaded = false;
  readonly #serial = new Serial();

  constructor(ports: PinPorts) {
    this.#ports = ports;
  }

  /** Reads what was kept; false while it cannot be read: then nobody's keys are believed to be the same. */
  async load(): Promise<boolean> {
    if (!this.#loaded) this.#loaded = await this.#read();
    return this.#loaded;
  }

  standing(member: Pin): PinStanding {
    const pin = this.#pin(member);
    if (pin === undefined) return "new";
    if (equal(pin.bundleHash, member.bundleHash)) return "same";
    return member.generation > pin.generation ? "changed" : "stale";
  }

  /** Keeps members under these keys from now on. What another browser kept meanwhile stays; false when it cannot be kept now. */
  keep(members: readonly Pin[]): Promise<boolean> {
    return this.#serial.run(() => this.#keep(members));
  }

  async #keep(members: readonly Pin[]): Promise<boolean> {
    for (let n = 0; n < TRIES; n++) {
      const news = members.filter((member) => ["new", "changed"].includes(this.standing(member)));
      if (news.length === 0) return true;
      const saved = await this.#save({ ...this.#content, pins: this.#with(news) });
      if (saved !== "conflict") return saved === "saved";
      if (!(await this.#read())) return false;
    }
    return false;
  }

  async #read(): Promise<boolean> {
    const kept = await this.#ports.identity.settings();
    if (!kept.ok) return false;
    const { version, sealed } = kept.value;
    if (sealed === null) return version === 0;
    const opened = await this.#ports.crypto.openSettings(version, sealed);
    if (!opened.ok) return false;
    this.#version = version;
    this.#content = opened.value;
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
    this.#content = content;
    return "saved";
  }

  /** Sorted by account, as the paper asks. */
  #with(news: readonly Pin[]): readonly Pin[] {
    const names = new Set(news.map(({ account }) => toHex(account)));
    const kept = this.#content.pins.filter(({ account }) => !names.has(toHex(account)));
    return [...kept, ...news].sort((one, other) => (toHex(one.account) < toHex(other.account) ? -1 : 1));
  }

  #pin({ account }: Pin): Pin | undefined {
    return this.#content.pins.find((pin) => equal(pin.account, account));
  }
}
