import type { JSX } from "preact";
import type { Conversation } from "../state/conversation.ts";
import type { Desk } from "../state/desk.ts";
import { words } from "../words/words.ts";
import { usePage } from "./page.ts";

/** What the same client wrote before, for the therapist whom they let read it: a chapter of its own, above what is written now. */
export function BeforeYou(props: { readonly desk: Desk; readonly conversation: Conversation }): JSX.Element | null {
  const { desk, conversation } = props;
  const page = usePage();
  const roster = desk.roster.value;
  if (conversation.reading || roster.kind !== "ready") return null;
  const earlier = roster.items.filter(
    (item) => item.conversation.reading && item.conversation.other.account === conversation.other.account,
  );
  if (earlier.length === 0) return null;
  const { before } = words.care;
  return (
    <section class="before-you" aria-label={before.title}>
      <p class="small">
        <strong>{before.title}</strong> <span class="quiet">{before.means}</span>
      </p>
      {earlier.map(({ key }) => (
        <button
          class="button"
          type="button"
          key={key}
          onClick={() => {
            page.go({ name: "conversation", key });
          }}
        >
          {before.open}
        </button>
      ))}
    </section>
  );
}
