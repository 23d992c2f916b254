import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { Acts } from "./Acts.tsx";
import { AppointmentsButton } from "./appointments/AppointmentsButton.tsx";
import { CodeWordButton } from "./asides/CodeWordButton.tsx";
import { CompareKeys } from "./CompareKeys.tsx";
import { EndCare } from "./EndCare.tsx";
import { Icon } from "./Icon.tsx";
import { usePage } from "./page.ts";
import { SearchButton } from "./search/SearchButton.tsx";

/** What can be done in a conversation besides writing. There is more of it than there is room for beside a name on a phone. */
export function ConversationActs(props: {
  readonly desk: Desk;
  readonly room: Room;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { desk, room } = props;
  const page = usePage();
  const [comparing, compare] = useState(false);
  const { over, live } = room.conversation;
  const acts = (
    <>
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
        <span class="act-word">{words.trust.compare}</span>
      </button>
      <SearchButton search={room.search} />
      {!over && !desk.suspended && <CodeWordButton room={room} />}
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
          <span class="act-word">{words.warning.way}</span>
        </button>
      )}
      {!over && !desk.suspended && <AppointmentsButton desk={desk} room={room} />}
      {desk.role === "therapist" && !over && live.value === null && <EndCare desk={desk} room={room} />}
      {comparing && (
        <CompareKeys
          room={room}
          onClose={() => {
            compare(false);
          }}
        />
      )}
    </>
  );
  return room.conversation.reading ? acts : <Acts>{acts}</Acts>;
}
