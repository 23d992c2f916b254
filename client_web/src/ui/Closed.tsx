import type { JSX } from "preact";
import type { Conversation } from "../state/conversation.ts";
import { longDate } from "../words/dates.ts";
import { words } from "../words/words.ts";
import type { Desk } from "../state/desk.ts";
import { nameOf } from "./names.ts";
import { usePage } from "./page.ts";
import { ShareHistory } from "./ShareHistory.tsx";

/** Where the composer stood: why nothing is written here any more, since when, and where help is. */
export function Closed(props: { readonly desk: Desk; readonly conversation: Conversation }): JSX.Element {
  const { desk, conversation } = props;
  const page = usePage();
  const { closed } = words.care;
  const closing = conversation.closing.value;
  const client = desk.role === "client";
  return (
    <div class="no-session closed">
      <div>
        {closing !== null && (
          <p>
            <strong>{closed.title[closing.reason](longDate(closing.closedAt))}</strong>
          </p>
        )}
        <p class="quiet small">
          {conversation.reading
            ? closed.before(nameOf(conversation.other))
            : closing !== null && closed[client ? "client" : "therapist"][closing.reason]}
        </p>
        {client && <p class="quiet small">{closed.help}</p>}
      </div>
      {client && <ShareHistory desk={desk} conversation={conversation} />}
      {client && (
        <button
          class="button"
          type="button"
          onClick={() => {
            page.go({ name: "safety" });
          }}
        >
          {closed.crisis}
        </button>
      )}
    </div>
  );
}
