import type { ComponentChildren, JSX } from "preact";
import type { Mistake } from "../../state/mistake.ts";
import { mistakeWords } from "../mistake.ts";
import type { Shown } from "../mistake.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";

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
      {lacksPart(mistake) ? <LoadAgain>{mistakeWords(mistake, shown)}</LoadAgain> : mistakeWords(mistake, shown)}
    </Note>
  );
}

/** A part of this page could not be fetched: mostly because the service has moved on. */
function lacksPart(mistake: Mistake): boolean {
  return mistake.kind === "proof" && mistake.reason === "no_part";
}

function LoadAgain({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const page = usePage();
  return (
    <>
      <p>{children}</p>
      <p>
        <button
          class="link"
          type="button"
          onClick={() => {
            page.reload();
          }}
        >
          {words.general.reload}
        </button>
      </p>
    </>
  );
}
