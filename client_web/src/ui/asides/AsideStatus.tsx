import type { JSX } from "preact";
import type { Asides } from "../../state/asides.ts";
import { words } from "../../words/words.ts";

/** What became of what was just said, where it was said. */
export function AsideStatus({ asides }: { readonly asides: Asides }): JSX.Element {
  const work = asides.work.value;
  return (
    <p class={work === "failed" ? "wrong" : "quiet small"} role="status">
      {work === null ? "" : words.asides.work[work]}
    </p>
  );
}
