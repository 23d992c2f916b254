import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Mistake } from "../../state/mistake.ts";
import type { Note } from "../../state/notes/note.ts";
import type { Notebook } from "../../state/notes/notebook.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";

/** What cannot be undone says so before. `onClose`: with what there is to say of it, or null. */
export function DeleteNote(props: {
  readonly book: Notebook;
  readonly note: Note;
  readonly onClose: (said: string | null) => void;
}): JSX.Element {
  const { book, note, onClose } = props;
  const { privateNotes } = words;
  const [busy, setBusy] = useState(false);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const remove = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const done = await book.delete(note);
    setBusy(false);
    if (done === null) onClose(privateNotes.deleted);
    else if (done === "changed") onClose(privateNotes.changed);
    else if (done.kind === "refused" && done.code === "held") onClose(privateNotes.stays);
    else setMistake(done);
  };
  return (
    <Dialog
      title={privateNotes.deleteTitle}
      onClose={() => {
        onClose(null);
      }}
    >
      <p>{privateNotes.deleteMeans}</p>
      <MistakeNote mistake={mistake} shown="password" />
      <div class="actions">
        <button class="button warn" type="button" aria-disabled={busy} onClick={() => void remove()}>
          {privateNotes.deleteDo}
        </button>
        <button
          class="button"
          type="button"
          data-first
          onClick={() => {
            onClose(null);
          }}
        >
          {privateNotes.keep}
        </button>
      </div>
    </Dialog>
  );
}
