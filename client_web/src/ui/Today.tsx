import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { coming } from "../state/agenda.ts";
import type { Desk } from "../state/desk.ts";
import type { Room } from "../state/room.ts";
import { liveNow, unreadNow } from "../state/roster.ts";
import type { RosterItem } from "../state/roster.ts";
import { longDate } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { Coming } from "./appointments/Coming.tsx";
import { useNow } from "./appointments/now.ts";
import { ConversationCard } from "./ConversationCard.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";

/** So many conversations are opened to find out when people meet; of more, those that moved last. */
const MOST_OPENED = 40;
/** So many appointments, and so many of the conversations in which nothing waits, are shown at once. */
const MOST_MEETINGS = 20;
const MOST_OTHERS = 10;

/** A therapist's first page: who meets today, what is there to read, who waits; then everyone else. */
export function Today({ desk, items }: { readonly desk: Desk; readonly items: readonly RosterItem[] }): JSX.Element {
  const { today } = words;
  const open = items.filter(({ over }) => !over);
  const waiting = open.filter((item) => liveNow(item) || unreadNow(item));
  const others = items.filter((item) => !waiting.includes(item));
  return (
    <>
      <Meetings desk={desk} items={open} />
      <Letters desk={desk} />
      <section class="stack wide" aria-labelledby="waiting">
        <h2 id="waiting">{today.waiting}</h2>
        {waiting.length === 0 ? (
          <p class="quiet">{today.nobody}</p>
        ) : (
          <ul class="cards">
            {waiting.map((item) => (
              <ConversationCard key={item.key} item={item} />
            ))}
          </ul>
        )}
      </section>
      {others.length > 0 && (
        <section class="stack wide" aria-labelledby="others">
          <h2 id="others">{today.others}</h2>
          <ul class="cards">
            {others.slice(0, MOST_OTHERS).map((item) => (
              <ConversationCard key={item.key} item={item} />
            ))}
          </ul>
          {others.length > MOST_OTHERS && (
            <p>
              <PlaceLink to={{ name: "clients" }} label={today.all(items.length)} button />
            </p>
          )}
        </section>
      )}
    </>
  );
}

/** What is on until midnight, by the reader's clock; where that is nothing, what comes next. */
function Meetings({ desk, items }: { readonly desk: Desk; readonly items: readonly RosterItem[] }): JSX.Element {
  const now = useNow();
  const { today } = words;
  const keys = items.slice(0, MOST_OPENED).map(({ key }) => key);
  const list = keys.join(" ");
  useEffect(() => {
    for (const key of keys) desk.enter(key);
  }, [desk, list]);
  const midnight = new Date(now).setHours(24, 0, 0, 0);
  const isOn = (room: Room): boolean =>
    coming(room.appointments.agenda.value, now).some(({ start }) => start < midnight);
  return (
    <section class="stack wide" aria-labelledby="meetings">
      <h2 id="meetings">{today.meetings}</h2>
      <p class="quiet small">{longDate(now)}</p>
      {desk.rooms.some(isOn) ? (
        <Coming desk={desk} rooms={desk.rooms} most={MOST_MEETINGS} before={midnight} heading={null} />
      ) : (
        <>
          <p class="quiet">{today.noMeetings}</p>
          <Coming desk={desk} rooms={desk.rooms} most={1} heading={null} />
        </>
      )}
      {items.length > MOST_OPENED && <p class="quiet small">{today.someMeetings(MOST_OPENED)}</p>}
    </section>
  );
}

function Letters({ desk }: { readonly desk: Desk }): JSX.Element {
  const { today } = words;
  const unread = desk.mail.unread.value?.letters ?? 0;
  return (
    <section class="stack wide" aria-labelledby="letters">
      <h2 id="letters">{today.letters}</h2>
      {unread === 0 ? (
        <p class="quiet">{today.noLetters}</p>
      ) : (
        <p>
          <PlaceLink to={{ name: "mail", part: "inbox" }} label={today.unread(unread)} button />
        </p>
      )}
    </section>
  );
}
