import { signal } from "@preact/signals-core";
import { equal } from "../bytes/equal.ts";
import type { KeyLifePort } from "../worker/key_life.ts";
import { placeName } from "./draft_slot.ts";
import type { DraftSlot } from "./draft_slot.ts";
import type { IdentityHttp, StoredDraft } from "./identity_http.ts";
import type { Clock, DraftStore } from "./ports.ts";
import { Serial } from "./serial.ts";

/** Where the words in the composer are: only there; sealed on this device; with the service too. */
export type Keeping = "nothing" | "unsaved" | "kept" | "saved";

/** A pause in writing, after which a draft is saved … */
const PAUSE_MS = 1_000;
/** … the longest that anything unsaved waits, and the shortest between two savings. */
const SAVE_MS = 3_000;
/** Who changed something so short a time ago is writing: what they see is not taken from under their hands. */
const WRITING_MS = 10_000;

export interface DraftParts {
  readonly slot: DraftSlot;
  readonly me: string;
  readonly crypto: Pick<KeyLifePort, "sealDraft" | "openDraft">;
  readonly service: Pick<IdentityHttp, "saveDraft">;
  readonly store: DraftStore;
  readonly clock: Clock;
  /** Somebody wrote this draft later, in another tab or on another device: reads all drafts anew. */
  readonly behind: () => Promise<void>;
}

/** A version of the draft, sealed; null where it was sent or emptied. */
type Version = Pick<StoredDraft, "version" | "sealed">;

function isEqual(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : equal(one, other);
}

/** What someone is writing in one slot (crypto.md §3.10): sealed and saved as they write, back wherever they sign in. */
export class Draft {
  readonly text = signal("");
  readonly keeping = signal<Keeping>("nothing");
  readonly #parts: DraftParts;
  readonly #serial = new Serial();
  /** What is kept: on this device, or with the service. */
  #newest: Version = { version: 0, sealed: null };
  /** The highest number given or seen. */
  #version = 0;
  #changes = 0;
  #ended = false;
  #unsaved = false;
  #unsent = false;
  #changedAt = -Infinity;
  #unsavedSince = 0;
  #savedAt = -Infinity;
  #cancel: () => void = () => undefined;

  constructor(parts: DraftParts) {
    this.#parts = parts;
  }

  /** The person changed what they are writing. */
  write(text: string): void {
    const now = this.#parts.clock.steady();
    this.text.value = text;
    this.keeping.value = "unsaved";
    if (!this.#unsaved) this.#unsavedSince = now;
    this.#unsaved = true;
    this.#changes++;
    this.#changedAt = now;
    this.#cancel();
    const due = Math.min(this.#unsavedSince + SAVE_MS, Math.max(now + PAUSE_MS, this.#savedAt + SAVE_MS));
    this.#cancel = this.#parts.clock.after(due - now, () => {
      void this.flush();
    });
  }

  /** The person sent it. Until their words are safe elsewhere, the saved draft stays. */
  sent(safe: Promise<boolean>): void {
    this.#cancel();
    this.#unsaved = false;
    this.text.value = "";
    this.keeping.value = "unsaved";
    const changes = ++this.#changes;
    void this.#serial.run(async () => {
      const replaced = !(await safe) || this.#changes !== changes || this.#newest.sealed === null;
      if (!replaced) await this.#keep({ version: this.#next(), sealed: null });
      if (this.#changes === changes) this.keeping.value = "nothing";
    });
  }

  /** Saves now what is not saved yet. It is sealed at once: what is asked of the keys afterwards comes after it. */
  flush(): Promise<void> {
    this.#cancel();
    if (!this.#unsaved) return this.#serial.run(() => Promise.resolve());
    this.#unsaved = false;
    this.#savedAt = this.#parts.clock.steady();
    const text = this.text.peek();
    const sealed = this.#seal(text);
    return this.#serial.run(async () => {
      const version = await sealed;
      if (version !== null) await this.#keep(version);
    });
  }

  /** A draft as this device or the service has it. The newest stands; what someone is writing just now stands above it. */
  take(found: Version, source: "device" | "service"): Promise<void> {
    return this.#serial.run(async () => {
      const same = found.version === this.#newest.version && isEqual(found.sealed, this.#newest.sealed);
      if (same && source === "service") this.#arrived();
      // Of two that were written in the same millisecond the one that the service has stands.
      const later = source === "service" ? found.version >= this.#version : found.version > this.#version;
      if (same || !later) return;
      this.#version = found.version;
      this.#newest = found;
      this.#unsent = source === "device";
      // Somebody wrote later, but here someone is writing now: theirs becomes the newest.
      if (this.#writing) this.write(this.text.peek());
      else await this.#show(found, source);
    });
  }

  /** Sends what only this device has. */
  send(): Promise<void> {
    return this.#serial.run(async () => {
      if (this.#unsent) await this.#tell();
    });
  }

  /** The sign-in is over: what was not saved is sealed for this device; the service takes nothing more. */
  end(): void {
    this.#ended = true;
    void this.flush();
  }

  get #writing(): boolean {
    const lately = this.#parts.clock.steady() - this.#changedAt < WRITING_MS;
    return this.#unsaved || (lately && this.text.peek() !== "");
  }

  async #show(found: Version, source: "device" | "service"): Promise<void> {
    const { version, sealed } = found;
    const opened = sealed === null ? null : await this.#parts.crypto.openDraft(this.#parts.slot.slot, version, sealed);
    // Someone may have begun to write meanwhile.
    if (this.#unsaved || opened?.ok === false) return;
    this.text.value = opened?.value ?? "";
    this.keeping.value = opened === null ? "nothing" : source === "device" ? "kept" : "saved";
    if (source === "service") await this.#store(found);
  }

  async #seal(text: string): Promise<Version | null> {
    const version = this.#next();
    if (text === "") return { version, sealed: null };
    const made = await this.#parts.crypto.sealDraft(this.#parts.slot.slot, version, text);
    return made.ok ? { version, sealed: made.value } : null;
  }

  #next(): number {
    return (this.#version = Math.max(this.#parts.clock.now(), this.#version + 1));
  }

  async #keep(version: Version): Promise<void> {
    this.#newest = version;
    this.#unsent = true;
    if (await this.#store(version)) this.#is("kept");
    await this.#tell();
  }

  async #tell(): Promise<void> {
    if (this.#ended) return;
    // As a device keeps it, it has a place of another kind beside these two.
    const { version, sealed } = this.#newest;
    const answer = await this.#parts.service.saveDraft({ ...this.#parts.slot, version, sealed });
    if (answer.ok) this.#arrived();
    else if (answer.refusal.kind === "refused" && answer.refusal.code === "conflict") {
      this.#unsent = false;
      void this.#parts.behind();
    }
  }

  async #store({ version, sealed }: Version): Promise<boolean> {
    const { me, slot, store } = this.#parts;
    const draft = { account: me, conversation: placeName(slot), version, sealed };
    return store.put(draft).then(
      () => true,
      () => false,
    );
  }

  #arrived(): void {
    this.#unsent = false;
    this.#is("saved");
  }

  #is(keeping: "kept" | "saved"): void {
    if (!this.#unsaved) this.keeping.value = this.text.peek() === "" ? "nothing" : keeping;
  }
}
