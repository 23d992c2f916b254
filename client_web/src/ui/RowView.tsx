import type { JSX } from "preact";
import type { Room } from "../state/room.ts";
import type { Row } from "../state/rows.ts";
import type { Sought } from "../state/search/sought.ts";
import { capital, dayName, machine, timeOf } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { AppointmentRow } from "./appointments/AppointmentRow.tsx";
import { AsideRow } from "./asides/AsideRow.tsx";
import { MessageView } from "./MessageView.tsx";
import { usePage } from "./page.ts";
import { Excerpt, Marked } from "./search/Marked.tsx";

/** One row of the transcript; what is looked for stands out in it, and most in the row to which the reader was led. */
export function RowView(props: {
  readonly row: Row;
  readonly room: Room;
  readonly name: string;
  readonly sought: Sought | null;
  readonly found: boolean;
}): JSX.Element {
  const { row, room, name: other, sought, found } = props;
  const { conversation } = words;
  const name = "former" in row && row.former ? words.general.names.former : other;
  switch (row.kind) {
    case "message":
      return <MessageView row={row} room={room} name={name} sought={sought} found={found} />;
    case "appointment":
      return (
        <AppointmentRow row={row.key} said={row.said} mine={row.mine} name={name} found={found}>
          <Excerpt texts={[row.said.note]} sought={sought} />
        </AppointmentRow>
      );
    case "aside":
      return <AsideRow row={row} name={name} />;
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
        <h2 class="chapter" data-row={row.key} aria-current={found || undefined}>
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
      return <LetterRow row={row} name={name} sought={sought} found={found} />;
    default: {
      const never: never = row;
      return never;
    }
  }
}

/** A letter keeps its place in the record; it is read in its thread. */
function LetterRow(props: {
  readonly row: Extract<Row, { readonly kind: "letter" }>;
  readonly name: string;
  readonly sought: Sought | null;
  readonly found: boolean;
}): JSX.Element {
  const { row, name, sought, found } = props;
  const page = usePage();
  const { conversation } = words;
  const time = timeOf(row.time);
  return (
    <p class="letter-row quiet small" data-row={row.key} aria-current={found || undefined}>
      {row.mine ? conversation.letterByYou(time) : conversation.letterByOther(name, time)}{" "}
      <a
        href="#mail-thread"
        onClick={(event) => {
          event.preventDefault();
          page.go({ name: "mail", part: "thread", of: row.thread });
        }}
      >
        {row.subject === "" ? conversation.letterOpen : <Marked text={row.subject} sought={sought} />}
      </a>
      <Excerpt texts={[row.text, ...row.files]} sought={sought} />
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
