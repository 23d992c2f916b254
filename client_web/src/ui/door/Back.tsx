import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";

/** To the page before, as the browser's own button leads there. */
export function Back(): JSX.Element {
  const page = usePage();
  return (
    <p class="aside">
      <button
        class="link"
        type="button"
        onClick={() => {
          page.back();
        }}
      >
        {words.registration.back}
      </button>
    </p>
  );
}
