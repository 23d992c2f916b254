import type { JSX } from "preact";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";

/** Where the composer will stand: no session is open, and how one begins. */
export function NoSession({ room }: { readonly room: Room }): JSX.Element {
  const { turning, trouble, entries, phase } = room.conversation;
  const starting = turning.value === "starting";
  const before = entries.value.some((entry) => entry.kind === "ended");
  const { conversation } = words;
  const { troubles } = conversation;
  return (
    <div class="no-session" data-opening={phase.value.kind !== "open"}>
      <div>
        <p>{before ? conversation.lastSession : conversation.noSession}</p>
        <p class="quiet small">{conversation.startMeans}</p>
        <p class="quiet small">{conversation.notMonitored}</p>
        <p class="wrong" role="status">
          {trouble.value === null ? "" : trouble.value === "offline" ? troubles.offline : troubles.other}
        </p>
      </div>
      <button
        class="button primary"
        type="button"
        aria-disabled={starting}
        onClick={() => {
          void room.sessions.start();
        }}
      >
        {starting ? conversation.starting : conversation.start}
      </button>
    </div>
  );
}
