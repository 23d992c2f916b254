import { SealedSettings } from "../src/state/sealed_settings.ts";
import type { SettingsContent } from "../src/worker/key_life.ts";

/** Settings as a service keeps them: one version after the other, the content a secret to it. */
export class KeptSettings {
  readonly versions: SettingsContent[] = [];
  reachable = true;

  /** As one more browser of the same person holds them. */
  browser(): SealedSettings {
    return new SealedSettings(this.#ports());
  }

  #ports(): ConstructorParameters<typeof SealedSettings>[0] {
    const written = new Map<Uint8Array, SettingsContent>();
    const away = { ok: false, refusal: { kind: "unreachable" } } as const;
    return {
      crypto: {
        sealSettings: (_, content) => {
          const sealed = new Uint8Array(1);
          written.set(sealed, content);
          return Promise.resolve({ ok: true, value: sealed });
        },
        openSettings: (version) => {
          const value = this.versions[version - 1];
          return Promise.resolve(value === undefined ? { ok: false, reason: "wrong_key" } : { ok: true, value });
        },
      },
      identity: {
        settings: () => {
          const version = this.versions.length;
          const sealed = version === 0 ? null : new Uint8Array(1);
          return Promise.resolve(this.reachable ? { ok: true, value: { version, sealed } } : away);
        },
        saveSettings: (version, sealed) => {
          if (!this.reachable) return Promise.resolve(away);
          if (version !== this.versions.length + 1) {
            const refusal = { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } as const;
            return Promise.resolve({ ok: false, refusal });
          }
          const content = written.get(sealed);
          if (content !== undefined) this.versions.push(content);
          return Promise.resolve({ ok: true, value: null });
        },
      },
    };
  }
}
