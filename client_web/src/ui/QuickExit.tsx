import type { JSX } from "preact";
import { NEUTRAL_SITE } from "../state/page.ts";
import { words } from "../words/words.ts";
import { usePage } from "./page.ts";

/** The way out, in the same place on every page. It asks nothing, and works as a plain link too. */
export function QuickExit(): JSX.Element {
  const page = usePage();
  return (
    <a
      class="button"
      id="leave"
      href={NEUTRAL_SITE}
      rel="noreferrer"
      title={words.general.exitHint}
      onClick={(event) => {
        event.preventDefault();
        page.leave();
      }}
    >
      {words.general.exit}
    </a>
  );
}
