import type { ComponentChildren, JSX } from "preact";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";

/** One page of Me, with the way back. */
export function MePage(props: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="page narrow me">
      <div class="stack">
        <BackTo to={{ name: "me", part: null }} label={words.me.back} />
        <h1 tabIndex={-1}>{props.title}</h1>
      </div>
      {props.children}
    </div>
  );
}
