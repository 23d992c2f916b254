import { signal } from "@preact/signals-core";
import { accountKey, conversationKey, idBytes } from "../id.ts";
import type { AccountKey, ConversationKey } from "../id.ts";
import { readOf } from "../me/me.ts";
import type { Read } from "../me/me.ts";
import { answered } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { NotesHanding } from "./handing.ts";
import { Notebook } from "./notebook.ts";
import type { KeptNote } from "./store.ts";

/** A conversation that notes may be about, and how many there are; `lastAt` is when the newest was begun. */
export interface NotePlace {
  readonly key: ConversationKey;
  readonly client: AccountKey;
  readonly openedAt: number;
  readonly notes: number;
  readonly lastAt: number | null;
}

/** All notes of a therapist: by conversation, those of former clients included. */
export class Notes {
  readonly places = signal<Read<readonly NotePlace[]>>({ kind: "loading" });
  /** What goes out of them, by a client's form for them alone. */
  readonly handing: NotesHanding;
  readonly #ports: MePorts;
  readonly #books = new Map<ConversationKey, Notebook>();
  #me: string | null = null;

  constructor(ports: MePorts) {
    this.#ports = ports;
    this.handing = new NotesHanding(ports);
  }

  /** Who writes is known. What this device kept is sent. */
  async start(me: AccountKey): Promise<void> {
    this.#me = me;
    for (const kept of await this.#ports.noteStore.load(me)) await this.#resume(kept);
  }

  /** The notes about a conversation with this client. */
  of(key: ConversationKey, client: AccountKey): Notebook {
    const known = this.#books.get(key);
    if (known !== undefined) return known;
    const { crypto, notes: service, noteStore: store, clock, random } = this.#ports;
    const parts = { me: this.#me ?? "", crypto, service, store, clock, random };
    const made = new Notebook(parts, { conversation: idBytes(key), client: idBytes(client) });
    this.#books.set(key, made);
    return made;
  }

  /** Reads whom there are notes about. */
  async readPlaces(): Promise<void> {
    const found = answered(await this.#ports.notes.notePlaces());
    const places = found.ok
      ? {
          ...found,
          value: found.value.map((each) => ({
            ...each,
            key: conversationKey(each.conversation),
            client: accountKey(each.client),
          })),
        }
      : found;
    this.places.value = readOf(places);
  }

  /** Saves whatever is not saved yet. */
  async flush(): Promise<void> {
    await Promise.all([...this.#books.values()].map((book) => book.flush()));
  }

  /** The sign-in is over: what was not saved is sealed for this device. */
  end(): void {
    for (const book of this.#books.values()) book.end();
  }

  async #resume({ conversation, note, version, sealed }: KeptNote): Promise<void> {
    const kept = { conversation: idBytes(conversation), note: idBytes(note), version, sealed };
    const opened = await this.#ports.crypto.openPrivateNotes([kept]);
    const found = opened.ok ? opened.value[0] : null;
    if (found == null) return;
    const book = this.of(conversationKey(kept.conversation), accountKey(found.client));
    await book.resume(kept, found.text, found.begunAt);
  }
}
