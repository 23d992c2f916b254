import { signal } from "@preact/signals-core";
import type { PrivateNotesPort } from "../../worker/private_notes_port.ts";
import { idBytes, keyOf } from "../id.ts";
import { mistakeOf, saysNo } from "../mistake.ts";
import type { Mistake } from "../mistake.ts";
import type { Clock } from "../ports.ts";
import type { PrivateNotesHttp } from "../private_notes_http.ts";
import { Serial } from "../serial.ts";
import type { NoteStore } from "./store.ts";

/** Where the words of a note are: only in the page; sealed on this device; with the service. */
export type NoteKeeping = "nothing" | "unsaved" | "kept" | "saved";

/** What keeps a note from being saved: it is too long, there are too many, or the service is away. */
export type NoteTrouble = "long" | "full" | "away";

/** A pause in writing, after which a note is saved … */
const PAUSE_MS = 1_000;
/** … the longest that anything unsaved waits … */
const SAVE_MS = 3_000;
/** … and how soon it is tried again when the service was away. */
const AGAIN_MS = 5_000;

export interface NoteParts {
  readonly me: string;
  readonly crypto: Pick<PrivateNotesPort, "sealPrivateNote">;
  readonly service: PrivateNotesHttp;
  readonly store: NoteStore;
  readonly clock: Clock;
  /** What was written here was written over an older version, or to a note that is deleted or has to stay as it is: goes on with the text elsewhere. */
  readonly behind: (note: Note, text: string) => Promise<void>;
}

/** Which note: all that never changes of it. `begunAt` is when its writing began, by the clock of that device. */
export interface NoteIdentity {
  readonly key: string;
  readonly conversation: Uint8Array;
  readonly client: Uint8Array;
  readonly begunAt: number;
}

interface Pending {
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** One of a therapist's own notes (crypto.md §14): sealed and saved as it is written; no version is ever written over another unseen. */
export class Note {
  readonly identity: NoteIdentity;
  readonly text = signal("");
  readonly keeping = signal<NoteKeeping>("nothing");
  readonly trouble = signal<NoteTrouble | null>(null);
  readonly #parts: NoteParts;
  readonly #serial = new Serial();
  /** The newest that the service has; 0: none. */
  #version = 0;
  /** What was sent and may have arrived or not: the same bytes are sent until that is known. */
  #pending: Pending | null = null;
  #unsaved = false;
  #unsavedSince = 0;
  #ended = false;
  #cancel: () => void = () => undefined;

  constructor(parts: NoteParts, identity: NoteIdentity) {
    this.#parts = parts;
    this.identity = identity;
  }

  /** Whether something of it is not with the service yet. */
  get waits(): boolean {
    return this.#unsaved || this.#pending !== null;
  }

  /** Whether it was never more than an empty page. */
  get blank(): boolean {
    return this.#version === 0 && this.#pending === null && this.text.peek().trim() === "";
  }

  /** Its author changed it. */
  write(text: string): void {
    const now = this.#parts.clock.steady();
    this.text.value = text;
    this.keeping.value = "unsaved";
    if (!this.#unsaved) this.#unsavedSince = now;
    this.#unsaved = true;
    this.#after(Math.min(this.#unsavedSince + SAVE_MS, now + PAUSE_MS) - now);
  }

  /** Saves now what is not saved yet. */
  flush(): Promise<void> {
    this.#cancel();
    return this.#serial.run(() => this.#save());
  }

  /** As the service has it. What is being written here stays, and is saved over the version that it began from. */
  take(version: number, text: string): void {
    if (this.waits || version < this.#version) return;
    this.#version = version;
    this.text.value = text;
    this.keeping.value = "saved";
  }

  /** A version that this device kept, on its way again. */
  resume(pending: Pending, text: string): Promise<void> {
    this.#version = pending.version - 1;
    this.#pending = pending;
    this.text.value = text;
    this.keeping.value = "kept";
    return this.flush();
  }

  /** Deletes it: `changed` when it was written to elsewhere meanwhile, and so is still there. */
  delete(): Promise<"gone" | "changed" | Mistake> {
    this.#cancel();
    return this.#serial.run(async () => {
      const { service, store, me } = this.#parts;
      await this.#save();
      if (this.#pending !== null) return { kind: "unreachable" };
      if (this.#version > 0) {
        const answer = await service.keepNote({ ...this.#ids(), version: this.#version + 1, sealed: null });
        if (!answer.ok) return saysNo(answer.refusal, "conflict") ? "changed" : mistakeOf(answer.refusal);
      }
      await store.remove(me, this.identity.key);
      return "gone";
    });
  }

  /** The sign-in is over: what was not saved is sealed for this device; the service takes nothing more. */
  end(): void {
    this.#cancel();
    this.#ended = true;
    if (!this.#unsaved) return;
    this.#unsaved = false;
    const version = (this.#pending?.version ?? this.#version) + 1;
    // Sealed at once: whoever ends the sign-in wipes the keys behind it.
    const sealing = this.#seal(version);
    void this.#serial.run(async () => {
      const sealed = await sealing;
      if (sealed !== null) await this.#store({ version, sealed });
    });
  }

  /** One version after the other, until the service has the newest. */
  async #save(): Promise<void> {
    while (!this.#ended) {
      this.#pending ??= await this.#next();
      if (this.#pending === null) return;
      if (!(await this.#send(this.#pending)) || !this.#unsaved) return;
    }
  }

  async #next(): Promise<Pending | null> {
    if (!this.#unsaved) return null;
    if (this.blank) {
      this.#unsaved = false;
      this.keeping.value = "nothing";
      return null;
    }
    this.#unsaved = false;
    const version = this.#version + 1;
    const sealed = await this.#seal(version);
    if (sealed === null) {
      this.trouble.value = "long";
      return null;
    }
    if (await this.#store({ version, sealed })) this.#is("kept");
    return { version, sealed };
  }

  async #send(pending: Pending): Promise<boolean> {
    const { service, store, me } = this.#parts;
    const answer = await service.keepNote({ ...this.#ids(), ...pending });
    if (answer.ok) {
      this.#version = pending.version;
      this.#pending = null;
      this.trouble.value = null;
      await store.remove(me, this.identity.key);
      this.#is("saved");
      return true;
    }
    if (saysNo(answer.refusal, "conflict") || saysNo(answer.refusal, "held")) await this.#behind();
    else if (saysNo(answer.refusal, "too_large")) this.trouble.value = "full";
    else {
      this.trouble.value = "away";
      if (!this.#ended) this.#after(AGAIN_MS);
    }
    return false;
  }

  /** The words are safe elsewhere before they leave here. */
  async #behind(): Promise<void> {
    const { behind, store, me } = this.#parts;
    this.#pending = null;
    this.#unsaved = false;
    await behind(this, this.text.peek());
    await store.remove(me, this.identity.key);
  }

  async #seal(version: number): Promise<Uint8Array | null> {
    const { client, begunAt } = this.identity;
    const { note, conversation } = this.#ids();
    const at = { conversation, note, version };
    const made = await this.#parts.crypto.sealPrivateNote(at, { client, begunAt, text: this.text.peek() });
    return made.ok ? made.value : null;
  }

  async #store({ version, sealed }: Pending): Promise<boolean> {
    const { me, store } = this.#parts;
    const { key, conversation } = this.identity;
    const kept = { account: me, conversation: keyOf(conversation), note: key, version, sealed };
    return store.put(kept).then(
      () => true,
      () => false,
    );
  }

  #ids(): { readonly note: Uint8Array; readonly conversation: Uint8Array } {
    return { note: idBytes(this.identity.key), conversation: this.identity.conversation };
  }

  #is(keeping: "kept" | "saved"): void {
    if (!this.#unsaved) this.keeping.value = keeping;
  }

  #after(delay: number): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.after(delay, () => {
      void this.flush();
    });
  }
}
