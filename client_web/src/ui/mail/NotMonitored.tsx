import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";

/** Nobody watches letters around the clock: said wherever one is read or written, with the way to help. */
export function NotMonitored(): JSX.Element {
  const page = usePage();
  const { mail } = words;
  return (
    <div class="not-monitored">
      <p class="quiet small">
        {mail.notMonitored} {mail.crisis}
      </p>
      <a
        class="button plain"
        href="#safety"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "safety" });
        }}
      >
        {mail.crisisLink}
      </a>
    </div>
  );
}
