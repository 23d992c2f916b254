import { signal } from "@preact/signals-core";
import { saysNo } from "../mistake.ts";
import type { Mistake } from "../mistake.ts";
import type { Read } from "../me/me.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { idBytes, keyOf } from "../id.ts";
import type { Random } from "../ports.ts";
import type { StoredNote } from "../private_notes_http.ts";
import type { PrivateNotesPort } from "../../worker/private_notes_port.ts";
import { Note } from "./note.ts";
import type { NoteParts } from "./note.ts";

/** As many as the service gives at once: fewer are the last. */
const PAGE = 20;

export type NotebookParts = Omit<NoteParts, "behind" | "crypto"> & {
  readonly crypto: PrivateNotesPort;
  readonly random: Random;
};

/** Whose notes these are about. */
export interface Subject {
  readonly conversation: Uint8Array;
  readonly client: Uint8Array;
}

/** A sealed version of a note. */
export type Version = Pick<StoredNote, "note" | "version"> & { readonly sealed: Uint8Array };

/** A note as the service has it, opened; null where it does not open, or is about somebody else. */
interface Opened {
  readonly stored: StoredNote;
  readonly text: string;
  readonly begunAt: number;
}

/** A therapist's own notes about one conversation, newest first, and the one that is being written. */
export class Notebook {
  readonly subject: Subject;
  /** Whether the newest were read. */
  readonly read = signal<Read<null>>({ kind: "loading" });
  readonly notes = signal<readonly Note[]>([]);
  /** There are earlier ones. */
  readonly more = signal(false);
  /** How many did not open. */
  readonly unreadable = signal(0);
  readonly editing = signal<Note | null>(null);
  /** What was being written went on as a note of its own: somebody changed or deleted the other one meanwhile. */
  readonly parted = signal(false);
  readonly #parts: NotebookParts;
  #last: Uint8Array | null = null;

  constructor(parts: NotebookParts, subject: Subject) {
    this.#parts = parts;
    this.subject = subject;
  }

  /** Reads the newest. What is written here meanwhile stays. */
  async load(): Promise<void> {
    const page = await this.#page(null);
    if (!page.ok) {
      if (this.read.peek().kind !== "ready") this.read.value = { kind: "failed", mistake: page.mistake };
      return;
    }
    const newest = this.#taken(page.value);
    const waiting = this.notes.peek().filter((note) => note.waits && !newest.includes(note));
    this.unreadable.value = unopened(page.value);
    this.notes.value = [...waiting, ...newest];
    this.read.value = { kind: "ready", value: null };
  }

  /** Reads the next page back. */
  async earlier(): Promise<Mistake | null> {
    const page = await this.#page(this.#last);
    if (!page.ok) return page.mistake;
    const earlier = this.#taken(page.value).filter((note) => !this.notes.peek().includes(note));
    this.unreadable.value += unopened(page.value);
    this.notes.value = [...this.notes.peek(), ...earlier];
    return null;
  }

  /** A new note, to be written in. */
  begin(): void {
    this.parted.value = false;
    this.editing.value = this.#fresh();
  }

  edit(note: Note): void {
    this.parted.value = false;
    this.editing.value = note;
  }

  /** Its author is done with it for now. One without words was never there. */
  async done(): Promise<void> {
    const note = this.editing.peek();
    this.editing.value = null;
    this.parted.value = false;
    if (note === null) return;
    this.#list(note);
    await note.flush();
  }

  /** Deletes a note; a mistake when it is still there, `changed` when it was written to meanwhile. */
  async delete(note: Note): Promise<Mistake | "changed" | null> {
    const done = await note.delete();
    if (done === "changed") await this.load();
    if (done !== "gone") return done;
    if (this.editing.peek() === note) this.editing.value = null;
    this.notes.value = this.notes.peek().filter((each) => each !== note);
    return null;
  }

  /** A version that this device kept of a note, on its way again; `begunAt` and `text` are what is in it. */
  async resume(kept: Version, text: string, begunAt: number): Promise<void> {
    const found = await this.#parts.service.note(kept.note);
    const note = this.#known(kept.note) ?? this.#make(kept.note, begunAt);
    const there = found.ok ? found.value.version : saysNo(found.refusal, "not_for_you") ? 0 : kept.version;
    if (there >= kept.version - 1) {
      const sent = note.resume(kept, text);
      this.#list(note);
      await sent;
      return;
    }
    // A version between never arrived: what it said, this one says too.
    note.take(there, "");
    note.write(text);
    this.#list(note);
    await note.flush();
  }

  async flush(): Promise<void> {
    await Promise.all(this.#all().map((note) => note.flush()));
  }

  end(): void {
    for (const note of this.#all()) note.end();
  }

  /**
   * What was written here was written over another version than the one that is there now. Both stay: the other one as it is, and these
   * words as a note of their own.
   */
  async #behind(note: Note, text: string): Promise<void> {
    const now = await this.#parts.service.note(idBytes(note.identity.key));
    const opened = now.ok ? await this.#open([now.value]) : null;
    const theirs = opened?.ok === true ? opened.value[0] : null;
    const same = theirs?.text === text;
    if (same) note.take(theirs.stored.version, text);
    else await this.#part(note, text);
    if (!same && theirs != null) note.take(theirs.stored.version, theirs.text);
    const gone = now.ok && now.value.sealed === null;
    if (gone) this.notes.value = this.notes.peek().filter((each) => each !== note);
  }

  async #part(note: Note, text: string): Promise<void> {
    const own = this.#fresh();
    own.write(text);
    this.#list(own);
    if (this.editing.peek() === note) {
      this.editing.value = own;
      this.parted.value = true;
    }
    await own.flush();
  }

  async #page(before: Uint8Array | null): Promise<Result<readonly (Opened | null)[]>> {
    const found = answered(await this.#parts.service.notes(this.subject.conversation, before));
    if (!found.ok) return found;
    this.more.value = found.value.length === PAGE;
    this.#last = found.value.at(-1)?.note ?? before;
    return this.#open(found.value);
  }

  async #open(stored: readonly StoredNote[]): Promise<Result<readonly (Opened | null)[]>> {
    const there = stored.flatMap((each) => (each.sealed === null ? [] : [{ ...each, sealed: each.sealed }]));
    const opened = proved(await this.#parts.crypto.openPrivateNotes(there));
    if (!opened.ok) return opened;
    const value = there.map((each, at) => {
      const note = opened.value[at] ?? null;
      const ours = note !== null && keyOf(note.client) === keyOf(this.subject.client);
      return ours ? { stored: each, text: note.text, begunAt: note.begunAt } : null;
    });
    return { ok: true, value };
  }

  #taken(page: readonly (Opened | null)[]): readonly Note[] {
    return page.flatMap((each) => {
      if (each === null) return [];
      const note = this.#known(each.stored.note) ?? this.#make(each.stored.note, each.begunAt);
      note.take(each.stored.version, each.text);
      return [note];
    });
  }

  /** Before the others, unless it stands among them, or is blank. */
  #list(note: Note): void {
    if (!note.blank && !this.notes.peek().includes(note)) this.notes.value = [note, ...this.notes.peek()];
  }

  #fresh(): Note {
    return this.#make(this.#parts.random(16), this.#parts.clock.now());
  }

  #make(note: Uint8Array, begunAt: number): Note {
    const parts = { ...this.#parts, behind: (old: Note, text: string) => this.#behind(old, text) };
    return new Note(parts, { key: keyOf(note), ...this.subject, begunAt });
  }

  #known(note: Uint8Array): Note | undefined {
    const key = keyOf(note);
    return this.#all().find((each) => each.identity.key === key);
  }

  #all(): readonly Note[] {
    const editing = this.editing.peek();
    return editing === null || this.notes.peek().includes(editing)
      ? this.notes.peek()
      : [editing, ...this.notes.peek()];
  }
}

function unopened(page: readonly (Opened | null)[]): number {
  return page.filter((each) => each === null).length;
}
