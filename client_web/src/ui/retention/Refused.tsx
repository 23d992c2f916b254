import type { JSX } from "preact";
import type { Mistake } from "../../state/mistake.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";

/** Why something about a record was refused, in words that say what stands in the way. */
export function Refused({ mistake }: { readonly mistake: Mistake | null }): JSX.Element | null {
  const said = refusedWords(mistake);
  if (said === null) return <MistakeNote mistake={mistake} shown="password" />;
  return (
    <Note icon="alert" warn>
      {said}
    </Note>
  );
}

/** What stands in the way, where it is something about a record. */
export function refusedWords(mistake: Mistake | null): string | null {
  const { refused } = words.retention;
  if (mistake?.kind === "proof" && mistake.reason === "foreign_conversation") return refused.foreign_conversation;
  if (mistake?.kind !== "refused" || !(mistake.code in refused)) return null;
  return refused[mistake.code as keyof typeof refused];
}
