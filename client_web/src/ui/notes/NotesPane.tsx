import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { Note } from "../../state/notes/note.ts";
import type { Notebook } from "../../state/notes/notebook.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Done } from "../me/Done.tsx";
import { Note as Remark } from "../Note.tsx";
import { DeleteNote } from "./DeleteNote.tsx";
import { NoteEditor } from "./NoteEditor.tsx";
import { NoteView } from "./NoteView.tsx";

/** The notes about one client: the one that is being written, and those before it. */
export function NotesPane({ book }: { readonly me: Me; readonly book: Notebook }): JSX.Element {
  const [asked, ask] = useState<Note | null>(null);
  const [said, say] = useState<string | null>(null);
  const { privateNotes } = words;
  useEffect(() => {
    void book.load();
    return () => void book.flush();
  }, [book]);
  const editing = book.editing.value;
  const begin = (act: () => void): void => {
    say(null);
    act();
  };
  return (
    <div class="stack wide notes">
      {said !== null && <Done>{said}</Done>}
      {editing === null ? (
        <div>
          <button
            class="button primary"
            type="button"
            onClick={() => {
              begin(() => {
                book.begin();
              });
            }}
          >
            {privateNotes.write}
          </button>
        </div>
      ) : (
        <NoteEditor book={book} note={editing} />
      )}
      <List
        book={book}
        onEdit={(note) => {
          begin(() => {
            book.edit(note);
          });
        }}
        onDelete={ask}
      />
      {asked !== null && (
        <DeleteNote
          book={book}
          note={asked}
          onClose={(words) => {
            ask(null);
            say(words);
          }}
        />
      )}
    </div>
  );
}

function List(props: {
  readonly book: Notebook;
  readonly onEdit: (note: Note) => void;
  readonly onDelete: (note: Note) => void;
}): JSX.Element {
  const { book } = props;
  const { privateNotes } = words;
  const read = book.read.value;
  const notes = book.notes.value.filter((note) => note !== book.editing.value);
  const unreadable = book.unreadable.value;
  return (
    <>
      {read.kind === "loading" && (
        <p class="quiet" role="status">
          {privateNotes.loading}
        </p>
      )}
      {read.kind === "failed" && (
        <Remark icon="alert" warn>
          <div class="stack">
            <p>{privateNotes.failed}</p>
            <button class="button" type="button" onClick={() => void book.load()}>
              {privateNotes.again}
            </button>
          </div>
        </Remark>
      )}
      {read.kind === "ready" && notes.length === 0 && book.editing.value === null && (
        <p class="quiet">{privateNotes.empty}</p>
      )}
      {unreadable > 0 && <p class="quiet">{privateNotes.unreadable(unreadable)}</p>}
      {notes.length > 0 && (
        <ul class="notes-list">
          {notes.map((note) => (
            <NoteView key={note.identity.key} note={note} onEdit={props.onEdit} onDelete={props.onDelete} />
          ))}
        </ul>
      )}
      {read.kind === "ready" && book.more.value && <Earlier book={book} />}
    </>
  );
}

function Earlier({ book }: { readonly book: Notebook }): JSX.Element {
  const [mistake, setMistake] = useState<Awaited<ReturnType<Notebook["earlier"]>>>(null);
  return (
    <div class="stack">
      <MistakeNote mistake={mistake} shown="password" />
      <button
        class="button"
        type="button"
        onClick={() => {
          void book.earlier().then(setMistake);
        }}
      >
        {words.privateNotes.earlier}
      </button>
    </div>
  );
}
