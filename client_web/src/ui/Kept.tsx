import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Draft } from "../state/draft.ts";
import { words } from "../words/words.ts";

/**
 * Whether the draft is safe, and where. While someone writes on, what it last said stands: the next saving is seconds away, and a
 * word that comes and goes would be one more thing that moves.
 */
export function Kept({ draft }: { readonly draft: Draft }): JSX.Element {
  const keeping = draft.keeping.value;
  const last = useRef<"kept" | "saved" | null>(null);
  if (draft.text.value === "") last.current = null;
  else if (keeping === "kept" || keeping === "saved") last.current = keeping;
  return (
    <span class="keeping" role="status" data-keeping={keeping}>
      {last.current === null ? "" : words.conversation.drafts[last.current]}
    </span>
  );
}
