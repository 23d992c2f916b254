import type { JSX } from "preact";
import type { Mistake } from "../../state/mistake.ts";
import { mistakeWords } from "../mistake.ts";
import type { Shown } from "../mistake.ts";
import { Note } from "../Note.tsx";

/** What went wrong and what to do, read out at once; nothing when nothing did. */
export function MistakeNote({
  mistake,
  shown,
}: {
  readonly mistake: Mistake | null;
  readonly shown: Shown;
}): JSX.Element | null {
  if (mistake === null) return null;
  return (
    <Note icon="alert" warn>
      {mistakeWords(mistake, shown)}
    </Note>
  );
}
