import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";

/** What these notes are, who reads them, and what never happens with them. */
export function MeansNote(): JSX.Element {
  return (
    <Note icon="lock">
      <p>{words.privateNotes.means}</p>
    </Note>
  );
}
