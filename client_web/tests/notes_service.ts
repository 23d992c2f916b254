import { toHex } from "../src/bytes/hex.ts";
import type { Answered } from "../src/state/ports.ts";
import type { PrivateNotesHttp, StoredNote, StoredPlace } from "../src/state/private_notes_http.ts";

const PAGE = 20;
const AWAY = { ok: false, refusal: { kind: "unreachable" } } as const;

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toHex(bytes));

const refused = (code: string): Answered<never> => ({
  ok: false,
  refusal: { kind: "refused", code, status: 409, retryAfter: 0 },
});

/** The service's notes of one author (protocol.md §1.11), in memory. */
export class NotesService {
  readonly notes = new Map<string, StoredNote>();
  places: readonly StoredPlace[] = [];
  /** Notes that stood when a hold was placed. */
  readonly held = new Set<string>();

  /** As a page reaches it. `answers`: whether its answers arrive; `network`: whether anything does. */
  http(line: { readonly network: boolean; readonly lost: boolean } = { network: true, lost: false }): PrivateNotesHttp {
    const ask = <T>(answer: () => Answered<T>): Promise<Answered<T>> => {
      if (!line.network) return Promise.resolve(AWAY);
      const answered = answer();
      return Promise.resolve(line.lost ? AWAY : answered);
    };
    return {
      notePlaces: () => ask(() => ({ ok: true, value: this.places })),
      notes: (_, before) => ask(() => ({ ok: true, value: this.#page(before) })),
      note: (note) => ask(() => this.#one(note)),
      keepNote: (note) => ask(() => this.#keep(note)),
    };
  }

  #one(note: Uint8Array): Answered<StoredNote> {
    const found = this.notes.get(toHex(note));
    return found === undefined ? refused("not_for_you") : { ok: true, value: found };
  }

  #page(before: Uint8Array | null): readonly StoredNote[] {
    const all = [...this.notes.values()].filter(({ sealed }) => sealed !== null).reverse();
    const from = before === null ? 0 : all.findIndex(({ note }) => toHex(note) === toHex(before)) + 1;
    return all.slice(from, from + PAGE);
  }

  #keep(note: StoredNote): Answered<null> {
    const known = this.notes.get(toHex(note.note));
    const again = known?.version === note.version && text(known.sealed) === text(note.sealed);
    const next = note.version === (known?.version ?? 0) + 1 && known?.sealed !== null;
    if (!again && this.held.has(toHex(note.note))) return refused("held");
    if (!again && !next) return refused("conflict");
    this.notes.set(toHex(note.note), note);
    return { ok: true, value: null };
  }
}
