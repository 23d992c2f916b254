import { memo } from "preact/compat";
import type { JSX } from "preact";
import type { Room } from "../state/room.ts";
import type { MessageRow } from "../state/rows.ts";
import type { Sought } from "../state/search/sought.ts";
import { machine, timeOf } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./Icon.tsx";
import { Marked } from "./search/Marked.tsx";
import { Unsent } from "./Unsent.tsx";

const SIGNS: Readonly<Record<NonNullable<MessageRow["progress"]>, IconName>> = {
  sending: "sending",
  kept: "kept",
  delivered: "delivered",
  read: "delivered",
  held: "held",
  failed: "held",
};

interface Props {
  readonly row: MessageRow;
  readonly room: Room;
  readonly name: string;
  readonly sought: Sought | null;
  /** A search leads here. */
  readonly found: boolean;
}

/** One message. Who and when stand before the words for those who listen, and beside them for those who look. */
export const MessageView = memo(
  Message,
  (before, after) =>
    before.name === after.name &&
    before.sought === after.sought &&
    before.found === after.found &&
    same(before.row, after.row),
);

function Message({ row, room, name, sought, found }: Props): JSX.Element {
  const waits = row.progress === "held" || row.progress === "failed";
  // Who reads what was before them stands at neither side, so each side has its name.
  const named = room.conversation.reading && row.first;
  const side = row.mine || row.former ? "mine" : "theirs";
  const classes = ["message", side, row.first ? "first" : "", row.last ? "last" : ""];
  return (
    <article
      class={classes.join(" ").trim()}
      data-row={row.key}
      data-progress={row.progress ?? "theirs"}
      aria-current={found || undefined}
    >
      <p class="hidden">{words.conversation.at(row.mine ? words.general.you : name, timeOf(row.time))}</p>
      {named && (
        <p class="speaker quiet small" aria-hidden="true">
          {name}
        </p>
      )}
      <p class="words" dir="auto">
        <Marked text={row.text} sought={sought} />
      </p>
      {(row.last || row.spoken) && (
        <p class="meta">
          <time dateTime={machine(row.time)} aria-hidden="true">
            {timeOf(row.time)}
          </time>
          {row.progress !== null && <State progress={row.progress} spoken={row.spoken} />}
        </p>
      )}
      {waits && <Unsent row={row} room={room} />}
    </article>
  );
}

function State(props: {
  readonly progress: NonNullable<MessageRow["progress"]>;
  readonly spoken: boolean;
}): JSX.Element {
  return (
    <span class={`progress ${props.progress}`}>
      <Icon name={SIGNS[props.progress]} />
      <span class={props.spoken ? undefined : "hidden"}>{words.conversation.states[props.progress]}</span>
    </span>
  );
}

function same(a: MessageRow, b: MessageRow): boolean {
  return (
    a.key === b.key &&
    a.progress === b.progress &&
    a.first === b.first &&
    a.last === b.last &&
    a.spoken === b.spoken &&
    a.text === b.text &&
    a.time === b.time
  );
}
