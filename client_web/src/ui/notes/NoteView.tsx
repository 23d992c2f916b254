import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Note } from "../../state/notes/note.ts";
import { capital, dayName, machine, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";

/** Of a longer note only so much is shown at first. */
const LONG = 1_200;
const BEGINNING = 900;

/** One note as it stands in the list: when it was begun, its words, and what can be done with it. */
export function NoteView(props: {
  readonly note: Note;
  readonly onEdit: (note: Note) => void;
  readonly onDelete: (note: Note) => void;
}): JSX.Element {
  const { note } = props;
  const [whole, showWhole] = useState(false);
  const { privateNotes } = words;
  const { begunAt } = note.identity;
  const day = noteDay(begunAt);
  const text = note.text.value;
  const waits = note.keeping.value === "kept" || note.keeping.value === "unsaved";
  return (
    <li>
      <p class="small quiet">
        <time dateTime={machine(begunAt)}>{capital(day)}</time>
        {waits && ` · ${privateNotes.keeping.kept}`}
      </p>
      {text === "" ? (
        <p class="quiet">{privateNotes.wordless}</p>
      ) : (
        <p class="note-words" dir="auto">
          {whole ? text : beginningOf(text)}
        </p>
      )}
      <div class="note-acts">
        {text.length > LONG && (
          <button
            class="button plain"
            type="button"
            aria-expanded={whole}
            onClick={() => {
              showWhole(!whole);
            }}
          >
            {whole ? privateNotes.less : privateNotes.all}
          </button>
        )}
        <button
          class="button plain"
          type="button"
          aria-label={privateNotes.editOf(day)}
          onClick={() => {
            props.onEdit(note);
          }}
        >
          {privateNotes.edit}
        </button>
        <button
          class="button plain"
          type="button"
          aria-label={privateNotes.deleteOf(day)}
          onClick={() => {
            props.onDelete(note);
          }}
        >
          {privateNotes.delete}
        </button>
      </div>
    </li>
  );
}

/** No symbol is cut in two. */
function beginningOf(text: string): string {
  return text.length > LONG ? `${text.slice(0, BEGINNING).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}

/** "Monday 3 March, 14:32" */
export function noteDay(begunAt: number): string {
  return `${dayName(begunAt, Date.now())}, ${timeOf(begunAt)}`;
}
