import type { JSX } from "preact";
import { words } from "../words/words.ts";
import type { KeptForm } from "./kept_form.ts";
import { Note } from "./Note.tsx";

/** Tells whoever comes back to a form that what they had begun is still there, and how to be rid of it. */
export function Begun<T>({ form }: { readonly form: KeptForm<T> }): JSX.Element | null {
  if (!form.back) return null;
  const { begun, beginAnew } = words.general;
  return (
    <Note icon="kept">
      <p role="status">{begun}</p>
      <p>
        <button class="link" type="button" onClick={form.done}>
          {beginAnew}
        </button>
      </p>
    </Note>
  );
}
