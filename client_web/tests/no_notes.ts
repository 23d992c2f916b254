import type { KeptNote, NoteStore } from "../src/state/notes/store.ts";
import type { PrivateNotesHttp } from "../src/state/private_notes_http.ts";

/** A browser that keeps notes in memory, and a service that cannot be reached for any. */
export function noNotes(): { readonly notes: PrivateNotesHttp; readonly noteStore: NoteStore } {
  const away = (): Promise<{ ok: false; refusal: { kind: "unreachable" } }> =>
    Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
  return { notes: { notePlaces: away, notes: away, note: away, keepNote: away }, noteStore: noteStoreOf() };
}

/** A device's store of notes, in memory. */
export function noteStoreOf(): NoteStore & { readonly kept: Map<string, KeptNote> } {
  const kept = new Map<string, KeptNote>();
  return {
    kept,
    put: (note) => {
      kept.set(`${note.account} ${note.note}`, structuredClone(note));
      return Promise.resolve();
    },
    remove: (account, note) => {
      kept.delete(`${account} ${note}`);
      return Promise.resolve();
    },
    load: (account) => Promise.resolve([...kept.values()].filter((note) => note.account === account)),
  };
}
