import type { ComponentChildren, JSX } from "preact";
import { words } from "../../words/words.ts";
import { Icon } from "../Icon.tsx";
import { usePage } from "../page.ts";

/** One page of Me, with the way back. */
export function MePage(props: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  const page = usePage();
  return (
    <div class="page narrow me">
      <div class="stack">
        <a
          class="button plain back-to"
          href="#me"
          onClick={(event) => {
            event.preventDefault();
            page.go({ name: "me", part: null });
          }}
        >
          <Icon name="back" />
          {words.me.back}
        </a>
        <h1 tabIndex={-1}>{props.title}</h1>
      </div>
      {props.children}
    </div>
  );
}
