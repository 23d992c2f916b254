import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { AppointmentsButton } from "./appointments/AppointmentsButton.tsx";
import { CompareKeys } from "./CompareKeys.tsx";
import { EndCare } from "./EndCare.tsx";
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
  const page = usePage();
  const [asking, ask] = useState(false);
  const [comparing, compare] = useState(false);
  const { other, live, otherPresent, turning } = room.conversation;
  const here = connected && !over && otherPresent.value;
  const { conversation } = words;
  const ending = turning.value === "ending";
  return (
    <div class="conversation-head">
      <button
        class="button plain back"
        type="button"
        aria-label={words.general.back}
        onClick={() => {
          page.go({ name: "home" });
        }}
      >
        <Icon name="back" />
      </button>
      <div class="who">
        <h1 tabIndex={-1}>{nameOf(other)}</h1>
        <p class={here ? "presence here" : "presence"} role="status">
          {!connected
            ? conversation.reconnectingShort
            : over
              ? words.care.over
              : here
                ? conversation.here
                : conversation.away}
        </p>
      </div>
      <button
        class="button plain compare"
        type="button"
        aria-label={words.trust.compare}
        title={words.trust.compare}
        onClick={() => {
          compare(true);
        }}
      >
        <Icon name="lock" />
      </button>
      {props.children}
      {desk.role === "therapist" && !room.conversation.reading && (
        <button
          class="button plain warn-way"
          type="button"
          aria-label={words.warning.way}
          title={words.warning.way}
          onClick={() => {
            page.go({ name: "warn", of: room.conversation.key });
          }}
        >
          <Icon name="alert" />
          <span>{words.warning.way}</span>
        </button>
      )}
      {!over && !desk.suspended && <AppointmentsButton desk={desk} room={room} />}
      {desk.role === "therapist" && !over && live.value === null && <EndCare desk={desk} room={room} />}
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
      {comparing && (
        <CompareKeys
          room={room}
          onClose={() => {
            compare(false);
          }}
        />
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
