import type { JSX } from "preact";
import type { Room } from "../state/room.ts";
import type { Row } from "../state/rows.ts";
import { capital, dayName, machine, timeOf } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { AppointmentRow } from "./appointments/AppointmentRow.tsx";
import { MessageView } from "./MessageView.tsx";
import { usePage } from "./page.ts";

/** One row of the transcript. */
export function RowView({
  row,
  room,
  name: other,
}: {
  readonly row: Row;
  readonly room: Room;
  readonly name: string;
}): JSX.Element {
  const { conversation } = words;
  const name = "former" in row && row.former ? words.general.names.former : other;
  switch (row.kind) {
    case "message":
      return <MessageView row={row} room={room} name={name} />;
    case "appointment":
      return <AppointmentRow row={row.key} said={row.said} mine={row.mine} name={name} />;
    case "beginning":
      return (
        <p class="edge quiet small" data-row={row.key}>
          {conversation.beginning}
        </p>
      );
    case "day":
      return (
        <p class="day" data-row={row.key}>
          <time dateTime={machine(row.time)}>{capital(dayName(row.time, Date.now()))}</time>
        </p>
      );
    case "chapter":
      return (
        <h2 class="chapter" data-row={row.key}>
          {conversation.chapter(dayName(row.time, Date.now()), timeOf(row.time))}
        </h2>
      );
    case "ended": {
      const time = timeOf(row.time);
      return (
        <p class="ended quiet small" data-row={row.key}>
          {row.mine ? conversation.endedByYou(time) : conversation.endedByOther(name, time)}
        </p>
      );
    }
    case "unread":
      return (
        <p class="unread-mark small" data-row={row.key}>
          {conversation.unreadFrom}
        </p>
      );
    case "locked":
      return <LockedRow row={row} />;
    case "letter":
      return <LetterRow row={row} name={name} />;
    default: {
      const never: never = row;
      return never;
    }
  }
}

/** A letter keeps its place in the record; it is read in its thread. */
function LetterRow({
  row,
  name,
}: {
  readonly row: Extract<Row, { readonly kind: "letter" }>;
  readonly name: string;
}): JSX.Element {
  const page = usePage();
  const { conversation } = words;
  const time = timeOf(row.time);
  return (
    <p class="letter-row quiet small" data-row={row.key}>
      {row.mine ? conversation.letterByYou(time) : conversation.letterByOther(name, time)}{" "}
      <a
        href="#mail-thread"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "mail", part: "thread", of: row.thread });
        }}
      >
        {row.subject === "" ? conversation.letterOpen : row.subject}
      </a>
    </p>
  );
}

/** Where words stand that the reader's lost keys alone could open: how many, and who can give them back. */
function LockedRow({ row }: { readonly row: Extract<Row, { readonly kind: "locked" }> }): JSX.Element {
  const page = usePage();
  const { conversation } = words;
  return (
    <p class="letter-row quiet small" data-row={row.key}>
      {conversation.locked(row.count)}{" "}
      <a
        href="#share"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "share" });
        }}
      >
        {conversation.lockedAsk}
      </a>
    </p>
  );
}
