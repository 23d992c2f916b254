import { openPrivateNote, type PrivateNote, sealPrivateNote } from "../crypto/private_note.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { Keeper } from "./keeper.ts";
import type { NoteVersion, SealedNote } from "./private_notes_port.ts";

/** A therapist's own notes in the browser of their author (crypto.md §14): nothing that copies or releases the record knows of them. */

/** See PrivateNotesPort.sealPrivateNote. */
export function sealNote(keeper: Keeper, version: NoteVersion, note: PrivateNote, random: Random): Uint8Array {
  const { account: author, ring } = keeper.unlocked;
  return sealPrivateNote(ring.newest.notes, { author, ...version }, note, random);
}

/** See PrivateNotesPort.openPrivateNotes. */
export function openNotes(keeper: Keeper, notes: readonly SealedNote[]): readonly (PrivateNote | null)[] {
  const { account: author, ring } = keeper.unlocked;
  return notes.map(({ sealed, ...version }) => {
    try {
      return ring.firstFit("wrong_key", (keys) => openPrivateNote(keys.notes, { author, ...version }, sealed));
    } catch (error) {
      if (error instanceof ProofError) return null;
      throw error;
    }
  });
}
