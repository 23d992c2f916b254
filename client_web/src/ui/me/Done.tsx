import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { useFocusAtOnce } from "../focus.ts";
import { Note } from "../Note.tsx";

/** It is done: said where the focus is, so that nobody has to look for it. */
export function Done({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const line = useRef<HTMLParagraphElement>(null);
  useFocusAtOnce(line);
  return (
    <Note icon="kept">
      <p tabIndex={-1} ref={line}>
        {children}
      </p>
    </Note>
  );
}
