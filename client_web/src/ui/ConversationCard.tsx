import type { JSX } from "preact";
import { liveNow, unreadNow } from "../state/roster.ts";
import type { RosterItem } from "../state/roster.ts";
import { when } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { nameOf } from "./names.ts";
import { usePage } from "./page.ts";

/** One conversation in the list: whose it is, whether a session is open, and the one thing to do. */
export function ConversationCard({ item }: { readonly item: RosterItem }): JSX.Element {
  const page = usePage();
  const { home } = words;
  const name = nameOf(item.conversation.other);
  const stopped = item.conversation.phase.value.kind === "stopped";
  const live = liveNow(item) && !stopped && !item.over;
  const closed = item.conversation.closing.value;
  const last = item.empty && item.conversation.entries.value.length === 0 ? null : item.lastAt;
  const since = closed === null ? null : when(closed.closedAt, Date.now());
  const over = item.conversation.reading || since === null ? words.care.reading : words.care.overSince(since);
  // Somebody may have had several therapists: what is over is told apart by when it was.
  const open = since === null ? home.openOf(name) : home.openOfClosed(name, since);
  return (
    <li class="card" data-live={live}>
      <div class="card-words">
        <h3>{name}</h3>
        <p class={live ? "presence here" : "presence"}>
          {stopped ? home.stopped : item.over ? over : live ? home.live : home.notLive}
        </p>
        {unreadNow(item) && (
          <p class="small">
            <strong>{home.unread}</strong>
          </p>
        )}
        {last !== null && <p class="quiet small">{home.last(when(last, Date.now()))}</p>}
        {last === null && !unreadNow(item) && <p class="quiet small">{home.never}</p>}
      </div>
      <button
        class={live ? "button primary" : "button"}
        type="button"
        aria-label={live ? home.joinOf(name) : open}
        onClick={() => {
          page.go({ name: "conversation", key: item.key });
        }}
      >
        {live ? home.join : home.open}
      </button>
    </li>
  );
}
