import { packNotes } from "./notes_packing.ts";
import { openNotes, sealNote } from "./private_notes.ts";
import type { PackedNotes, PrivateNotesPort } from "./private_notes_port.ts";
import type { Plain } from "./plain.ts";
import { RecordRequestDesk } from "./record_request_desk.ts";

type Asked<M extends keyof PrivateNotesPort> = Parameters<PrivateNotesPort[M]>;

/** A therapist's own notes (private_notes_port.ts says what each method does). */
export abstract class NoteDesk extends RecordRequestDesk implements Plain<PrivateNotesPort> {
  sealPrivateNote(...[version, note]: Asked<"sealPrivateNote">): Uint8Array {
    return sealNote(this.keeper, version, note, this.random);
  }

  packNotes(request: Parameters<PrivateNotesPort["packNotes"]>[0]): Promise<PackedNotes> {
    return packNotes(this.keeper, this.trusted(), request, this.random);
  }

  openPrivateNotes(...[notes]: Asked<"openPrivateNotes">): ReturnType<typeof openNotes> {
    return openNotes(this.keeper, notes);
  }
}
