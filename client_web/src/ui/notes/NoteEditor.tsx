import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { NEARLY_FULL, room } from "../../state/notes/bounds.ts";
import type { Note } from "../../state/notes/note.ts";
import type { Notebook } from "../../state/notes/notebook.ts";
import { words } from "../../words/words.ts";
import { useGrowth } from "../growth.ts";
import { Note as Remark } from "../Note.tsx";
import { noteDay } from "./NoteView.tsx";

/** Where a note is written. It is saved as it is typed; "Done" only puts it among the others. */
export function NoteEditor({ book, note }: { readonly book: Notebook; readonly note: Note }): JSX.Element {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const { privateNotes } = words;
  const text = note.text.value;
  const trouble = note.trouble.value;
  const remaining = room(text);
  useGrowth(box, text);
  useEffect(() => {
    box.current?.focus();
  }, []);
  return (
    <form
      class="field note-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void book.done();
      }}
    >
      <label for={id}>
        {book.notes.value.includes(note) ? privateNotes.labelOf(noteDay(note.identity.begunAt)) : privateNotes.label}
      </label>
      <span class="hint" id={`${id}-hint`}>
        {privateNotes.belongs}
      </span>
      <textarea
        class="input long"
        id={id}
        ref={box}
        rows={6}
        value={text}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          note.write(event.currentTarget.value);
        }}
      />
      {book.parted.value && <Remark icon="info">{privateNotes.parted}</Remark>}
      {trouble !== null && (
        <Remark icon="alert" warn>
          {privateNotes.troubles[trouble]}
        </Remark>
      )}
      <div class="note-foot">
        <button class="button" type="submit">
          {privateNotes.done}
        </button>
        <span class="quiet small" role="status">
          {remaining < 0 ? privateNotes.over(-remaining) : remaining < NEARLY_FULL ? privateNotes.left(remaining) : ""}
        </span>
        <Kept note={note} />
      </div>
    </form>
  );
}

/** Whether it is safe, and where. While someone writes on, what it last said stands. */
function Kept({ note }: { readonly note: Note }): JSX.Element {
  const keeping = note.keeping.value;
  const last = useRef<{ readonly note: Note; readonly is: "kept" | "saved" } | null>(null);
  if (last.current?.note !== note) last.current = null;
  if (keeping === "kept" || keeping === "saved") last.current = { note, is: keeping };
  return (
    <span class="keeping quiet small" role="status" data-keeping={keeping}>
      {last.current === null ? "" : words.privateNotes.keeping[last.current.is]}
    </span>
  );
}
