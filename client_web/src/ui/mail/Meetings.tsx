import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { Meeting } from "../../state/mail/meetings.ts";
import { addressOf } from "../../state/place.ts";
import { capital, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { otherWords } from "../appointments/AppointmentRow.tsx";
import { Coming } from "../appointments/Coming.tsx";
import { nameOf } from "../names.ts";
import { usePage } from "../page.ts";

/** Above the letters: what is new about when to meet, and what waits for an answer. The number at "Mail" counts it, so it is found here. */
export function Meetings({ desk }: { readonly desk: Desk }): JSX.Element {
  const news = useNews(desk).filter((meeting) => !isAsked(desk, meeting));
  return (
    <>
      <Coming desk={desk} rooms={desk.rooms} most={20} heading={words.mail.meetings} asked />
      {news.length > 0 && (
        <ul class="mail-list" aria-label={words.mail.meetingNews}>
          {news.map((meeting) => (
            <Line key={`${meeting.conversation.key} ${String(meeting.sequence)}`} meeting={meeting} />
          ))}
        </ul>
      )}
    </>
  );
}

/** All that was new since the page was opened: shown is read, and stays until its reader goes. */
function useNews(desk: Desk): readonly Meeting[] {
  const shown = useRef(new Map<string, Meeting>());
  const unread = desk.mailbox.meetings.value;
  for (const meeting of unread) shown.current.set(`${meeting.conversation.key} ${String(meeting.sequence)}`, meeting);
  useEffect(() => {
    if (unread.length > 0) void desk.mailbox.met(() => true);
  }, [desk, unread]);
  return [...shown.current.values()];
}

/** It stands above, with the buttons that answer it. */
function isAsked(desk: Desk, { conversation, said }: Meeting): boolean {
  const room = desk.rooms.find((each) => each.conversation.key === conversation.key);
  const now = room?.appointments.agenda.value.get(said.appointment);
  return now?.standing === "proposed" && said.action === "propose" && !conversation.over;
}

function Line({ meeting }: { readonly meeting: Meeting }): JSX.Element {
  const page = usePage();
  const { conversation, said, time } = meeting;
  const place = { name: "conversation", key: conversation.key } as const;
  return (
    <li>
      <a
        class="mail-line unread"
        href={addressOf(place)}
        onClick={(event) => {
          event.preventDefault();
          page.go(place);
        }}
      >
        <span class="mail-subject">{otherWords(said, nameOf(conversation.other))}</span>
        <span class="mail-when quiet small">{capital(when(time, Date.now()))}</span>
      </a>
    </li>
  );
}
