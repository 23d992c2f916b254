import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { rowsOf } from "../state/rows.ts";
import type { Row } from "../state/rows.ts";
import type { Room } from "../state/room.ts";
import { indexes } from "../state/span.ts";
import { dayOf } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { Icon } from "./Icon.tsx";
import { useAltKey } from "./keys.ts";
import { nameOf } from "./names.ts";
import { usePage } from "./page.ts";
import { RowView } from "./RowView.tsx";
import { useReading } from "./reading.ts";
import { useLeading } from "./search/leading.ts";

/** The live session and its history as one record. Only a stretch of it stands in the page; it moves with the reader. */
export function Transcript({ room }: { readonly room: Room }): JSX.Element {
  const { conversation } = room;
  const log = useRef<HTMLDivElement>(null);
  const unreadAfter = useUnreadMark(room);
  const reading = useReading(log, room);
  const leading = useLeading(log, room, reading);
  const toNewest = (): void => {
    leading.stay();
    reading.toNewest();
  };
  useAltKey("KeyN", toNewest);
  const rows = useRows(room, reading.span, unreadAfter);
  const name = nameOf(conversation.other);
  const opening = conversation.phase.value.kind === "opening";
  const more = conversation.verified.value.from > 1 || reading.span.first > conversation.verified.value.from;
  return (
    <div class="transcript">
      <div
        class="log"
        ref={log}
        role="log"
        aria-label={words.conversation.log(name)}
        // What is found is said by the search; that it stands out here is no news.
        aria-live={reading.announces && !leading.open ? "polite" : "off"}
        aria-busy={opening}
        tabIndex={0}
        onScroll={reading.onScroll}
      >
        <div class="log-rows">
          {more && !opening && <p class="edge quiet small">{words.conversation.earlier}</p>}
          {rows.map((row) => (
            <RowView
              key={row.key}
              row={row}
              room={room}
              name={name}
              sought={leading.sought}
              found={row.key === leading.row}
            />
          ))}
          {opening ? <Opening /> : rows.every((row) => row.kind === "beginning") && <Empty />}
        </div>
      </div>
      {!reading.atBottom && (
        <button class="button newest" type="button" onClick={toNewest}>
          <Icon name="down" />
          {reading.fresh > 0 ? words.conversation.newCount(reading.fresh) : words.conversation.newest}
          <span class="hidden">, {words.conversation.toNewest}</span>
        </button>
      )}
    </div>
  );
}

function useRows(room: Room, span: Parameters<typeof indexes>[0], unreadAfter: number | null): readonly Row[] {
  const { entries, waiting, otherCursors, verified } = room.conversation;
  const all = entries.value;
  const loaded = verified.value;
  const waits = waiting.value;
  const cursors = otherCursors.value;
  return useMemo(() => {
    const [start, end] = indexes(span, loaded);
    const before = all.slice(0, start).findLast((entry) => entry.kind === "opening");
    return rowsOf({
      entries: all.slice(start, end),
      waiting: span.last === null ? waits : [],
      cursors,
      fromBeginning: loaded.from === 1 && start === 0 && all.length > 0,
      sessionBefore: before?.kind === "opening" ? before.session : null,
      unreadAfter,
      isFormer: (sender) => room.conversation.isFormer(sender),
      dayOf,
    });
  }, [room, all, loaded, waits, cursors, span, unreadAfter]);
}

/** Where the new words began when the reader came; it stays while they look. */
function useUnreadMark(room: Room): number | null {
  const mark = useRef<number | null>(null);
  const { phase, ownRead, verified } = room.conversation;
  if (phase.value.kind === "open" && mark.current === null) {
    // Who reads a conversation for the first time needs no mark: all of it is new.
    const before = ownRead.peek();
    mark.current = before > 0 && before < verified.peek().to ? before : Number.MAX_SAFE_INTEGER;
  }
  const { attentive } = usePage();
  // Coming back to a page left open: what arrived meanwhile is new again.
  useEffect(() => {
    if (!attentive.value) mark.current = Math.max(ownRead.peek(), 0);
  }, [attentive.value, ownRead]);
  return mark.current;
}

function Opening(): JSX.Element {
  return (
    <p class="edge quiet" role="status">
      {words.conversation.loading}
    </p>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="state">
      <h2>{words.conversation.emptyTitle}</h2>
      <p>{words.conversation.empty}</p>
    </div>
  );
}
