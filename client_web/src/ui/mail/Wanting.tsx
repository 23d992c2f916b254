import type { JSX } from "preact";
import type { Desk } from "../../state/desk.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { Row } from "./Notices.tsx";

/** On Home, before everything else: the notices that wait for an answer, and that there are new ones. Nothing when there are none. */
export function Wanting({ desk }: { readonly desk: Desk }): JSX.Element | null {
  const page = usePage();
  const { wanting } = desk.mail.notices;
  const unread = desk.mail.unread.value?.notices ?? 0;
  if (wanting.length === 0) {
    if (unread === 0) return null;
    return (
      <p>
        <a
          class="link"
          href="#mail-notices"
          onClick={(event) => {
            event.preventDefault();
            page.go({ name: "mail", part: "notices" });
          }}
        >
          {words.notices.newOnes(unread)}
        </a>
      </p>
    );
  }
  return (
    <section class="stack wide" aria-labelledby="wanting">
      <h2 id="wanting">{words.notices.waitingTitle}</h2>
      <ul class="notices">
        {wanting.map((item) => (
          <Row key={item.key} item={item} unmarked />
        ))}
      </ul>
    </section>
  );
}
