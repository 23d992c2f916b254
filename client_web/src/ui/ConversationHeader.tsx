import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import type { Room } from "../state/room.ts";
import { unreadConversations, unreadCount } from "../state/unread.ts";
import { words } from "../words/words.ts";
import { ConversationActs } from "./ConversationActs.tsx";
import { EndSession } from "./EndSession.tsx";
import { Icon } from "./Icon.tsx";
import { nameOf } from "./names.ts";
import { usePage } from "./page.ts";

/** Whose conversation this is, whether they are here, and the end of the session. */
export function ConversationHeader(props: {
  readonly desk: Desk;
  readonly room: Room;
  /** What else stands among the buttons. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { desk, room } = props;
  const connected = desk.connection.line.value.kind === "live";
  const { over } = room.conversation;
  const [asking, ask] = useState(false);
  const { other, live, otherPresent, turning } = room.conversation;
  const here = connected && !over && otherPresent.value;
  const { conversation } = words;
  const ending = turning.value === "ending";
  return (
    <div class="conversation-head">
      <BackToAll desk={desk} />
      <div class="who">
        <h1 tabIndex={-1}>{nameOf(other)}</h1>
        <p class={here ? "presence here" : "presence"} role="status">
          {!connected
            ? conversation.reconnectingShort
            : over
              ? words.care.over
              : here
                ? conversation.here
                : desk.discretion.hidden.value.presence
                  ? ""
                  : conversation.away}
        </p>
      </div>
      <ConversationActs desk={desk} room={room}>
        {props.children}
      </ConversationActs>
      {live.value !== null && !over && !desk.suspended && (
        <button
          class="button"
          type="button"
          aria-label={ending ? conversation.ending : conversation.end}
          aria-disabled={ending}
          onClick={() => {
            if (!ending) ask(true);
          }}
        >
          <span class="roomy">{ending ? conversation.ending : conversation.end}</span>
          <span class="tight">{ending ? conversation.ending : conversation.endShort}</span>
        </button>
      )}
      {asking && (
        <EndSession
          onEnd={() => {
            ask(false);
            void room.sessions.end();
          }}
          onStay={() => {
            ask(false);
          }}
        />
      )}
    </div>
  );
}

/** Back to all of them, on narrow screens: with what waits there, which the navigation cannot show while the keyboard covers it. */
function BackToAll({ desk }: { readonly desk: Desk }): JSX.Element {
  const page = usePage();
  const { back } = words.general;
  const { unread, manyUnread } = words.places;
  const count = unreadConversations(desk.roster.value, page.place.value) + unreadCount(desk.mail.unread.value);
  return (
    <button
      class="button plain back"
      type="button"
      aria-label={count === 0 ? back : `${back}, ${unread(count)}`}
      onClick={() => {
        page.go({ name: "home" });
      }}
    >
      <Icon name="back" />
      {count > 0 && (
        <span class="badge" aria-hidden="true">
          {count > 99 ? manyUnread : count}
        </span>
      )}
    </button>
  );
}
