import type { JSX } from "preact";
import type { Mistake } from "../../state/mistake.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";

/** Why something about a record was refused, in words that say what stands in the way. */
export function Refused({ mistake }: { readonly mistake: Mistake | null }): JSX.Element | null {
  const { refused } = words.retention;
  if (mistake?.kind === "refused" && mistake.code in refused) {
    return (
      <Note icon="alert" warn>
        {refused[mistake.code as keyof typeof refused]}
      </Note>
    );
  }
  return <MistakeNote mistake={mistake} shown="password" />;
}
