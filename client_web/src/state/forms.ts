import { toUtf8 } from "../bytes/utf8.ts";
import { MAX_TEXT_BYTES } from "../protocol/limits.ts";
import type { KeyLifePort } from "../worker/key_life.ts";
import { Draft } from "./draft.ts";
import type { DraftParts } from "./draft.ts";
import { idBytes, keyOf } from "./id.ts";

/** Forms that somebody may leave half filled in: names of at most sixteen letters. */
export type FormName =
  | "account"
  | "account-back"
  | "amendment"
  | "answer"
  | "change"
  | "consent"
  | "contact-card"
  | "disagreement"
  | "disclosed"
  | "emergency"
  | "emergency-given"
  | "hold"
  | "legal-order"
  | "match"
  | "meeting"
  | "notice"
  // What was made, and how it opens (MadePackages.tsx).
  | "package"
  | "policy"
  | "process"
  | "profile"
  | "record-answer"
  | "referral"
  | "restriction"
  | "warning"
  | "warning-rest";

const SLOT_BYTES = 16;

/** Where a form lies (crypto.md §3.10): its name, filled up with zeros, xor what it is about: an id or a hash in hexadecimal, or nothing. */
export function formSlot(name: FormName, of: string | null): Uint8Array {
  const about = of === null ? new Uint8Array() : idBytes(of);
  const spelled = toUtf8(name);
  return new Uint8Array(SLOT_BYTES).map((_, at) => (about[at] ?? 0) ^ (spelled[at] ?? 0));
}

/** What a form is about that has a name and no id. */
export function named(name: string): string {
  return keyOf(toUtf8(name));
}

export type FormsParts = Pick<DraftParts, "me" | "store" | "clock"> & {
  readonly crypto: Pick<KeyLifePort, "sealDraft" | "openDraft">;
};

/** What stands in forms that were begun and not sent: sealed on this device, and nowhere else. */
export class Forms {
  readonly #drafts = new Map<string, Draft>();
  readonly #parts: FormsParts;
  readonly #owner: string;
  #loading: Promise<void> | null = null;

  constructor(parts: FormsParts) {
    this.#parts = parts;
    this.#owner = `${parts.me}/forms`;
  }

  /** What stands in one, as text; empty while nothing does. */
  of(name: FormName, of: string | null): Draft {
    return this.#in(keyOf(formSlot(name, of)));
  }

  /** Reads what this device kept: once, for what is being filled in here stands above what another tab kept later. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async flush(): Promise<void> {
    await Promise.all([...this.#drafts.values()].map((draft) => draft.flush()));
  }

  end(): void {
    for (const draft of this.#drafts.values()) draft.end();
  }

  async #load(): Promise<void> {
    const kept = await this.#parts.store.load(this.#owner);
    await Promise.all(kept.map((draft) => this.#in(draft.conversation).take(draft, "device")));
  }

  #in(key: string): Draft {
    const known = this.#drafts.get(key);
    if (known !== undefined) return known;
    const slot = idBytes(key);
    const { store, clock } = this.#parts;
    const made = new Draft({
      slot: { slot, conversation: slot },
      me: this.#owner,
      crypto: bounded(this.#parts.crypto),
      // No service is told of a form before it is sent.
      service: { saveDraft: () => Promise.resolve({ ok: true, value: null }) },
      store,
      clock,
      behind: () => Promise.resolve(),
    });
    this.#drafts.set(key, made);
    return made;
  }
}

/** What no draft can hold is not sealed: it would not open again. */
function bounded(crypto: FormsParts["crypto"]): FormsParts["crypto"] {
  return {
    sealDraft: (slot, version, text) =>
      toUtf8(text).length > MAX_TEXT_BYTES
        ? Promise.resolve({ ok: false, reason: "too_large" })
        : crypto.sealDraft(slot, version, text),
    openDraft: (slot, version, sealed) => crypto.openDraft(slot, version, sealed),
  };
}
