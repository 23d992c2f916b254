import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { Room } from "../state/room.ts";
import { earlier, fitting, later } from "../state/span.ts";
import type { Span } from "../state/span.ts";
import { usePage } from "./page.ts";

/** Closer than this to an edge, the next stretch is fetched. */
const EDGE_PX = 800;
/** Closer than this to the end, a reader follows what comes. */
const BOTTOM_PX = 48;

/** A line of the record, and how far below the upper edge it stands; without one (null) it is the end. */
export interface Place {
  readonly span: Span;
  readonly key: string | null;
  readonly offset: number;
}

/** Where a reader left a conversation. */
interface Left extends Place {
  /** The newest entry when they were last at the end. */
  readonly seenTo: number;
}

/** Lives as long as the conversation does in this page: going home and coming back finds the same line. */
const left = new WeakMap<Conversation, Left>();

export interface Reading {
  readonly span: Span;
  readonly atBottom: boolean;
  /** Lines of the other side that came while the reader was further up. */
  readonly fresh: number;
  /** New lines may be read out: they are news, not history. */
  readonly announces: boolean;
  readonly onScroll: () => void;
  readonly toNewest: () => void;
  readonly place: () => Place;
  readonly goTo: (place: Place) => void;
}

/** Keeps a reader's place: at the end they follow what comes, further up their line stays where it is. */
export function useReading(log: RefObject<HTMLDivElement | null>, room: Room): Reading {
  const { conversation } = room;
  const loaded = conversation.verified.value;
  const entries = conversation.entries.value;
  const waiting = conversation.waiting.value;
  const opened = conversation.phase.value.kind === "open";
  // Null is the newest, whatever that will be: while the first words are on their way, nobody knows which they are.
  const [span, setSpan] = useState<Span | null>(() => left.get(conversation)?.span ?? null);
  const [atBottom, setAtBottom] = useState(() => left.get(conversation)?.key == null);
  const [seenTo, setSeenTo] = useState(() => left.get(conversation)?.seenTo ?? loaded.to);
  const anchor = useRef<{ key: string | null; offset: number }>(left.get(conversation) ?? { key: null, offset: 0 });
  const [moves, setMoves] = useState(0);
  const shown = fitting(opened ? span : null, loaded, atBottom);
  useEffect(() => {
    if (opened && span === null) setSpan(shown);
  }, [opened, span, shown]);

  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    if (atBottom && shown.last === null) element.scrollTop = element.scrollHeight;
    else restore(element, anchor.current);
  }, [shown.first, shown.last, loaded, entries, waiting, atBottom, moves, log]);

  // A reader who waits at the upper edge does not scroll: what was read back meanwhile comes to them.
  useEffect(() => {
    const element = log.current;
    if (element === null || atBottom || !opened || element.scrollTop >= EDGE_PX) return;
    if (shown.first > loaded.from) setSpan(earlier(shown, loaded));
  }, [shown, loaded, atBottom, opened, log]);
  useEffect(() => {
    if (!opened) return;
    const { key, offset } = anchor.current;
    left.set(conversation, { span: shown, key, offset, seenTo });
  });
  useKeepEnd(log, atBottom);
  useOwnWords(waiting.length, () => {
    anchor.current = { key: null, offset: 0 };
    setSpan(null);
    setAtBottom(true);
  });
  useSeen(room, atBottom && shown.last === null, loaded.to);

  const onScroll = useCallback(() => {
    const element = log.current;
    if (element === null) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    const bottom = below < BOTTOM_PX && shown.last === null;
    anchor.current = bottom ? { key: null, offset: 0 } : topmost(element);
    if (bottom !== atBottom) setAtBottom(bottom);
    if (bottom || atBottom) setSeenTo(conversation.verified.peek().to);
    if (element.scrollTop < EDGE_PX) {
      if (shown.first > loaded.from) setSpan(earlier(shown, loaded));
      else room.earlier();
    } else if (below < EDGE_PX && shown.last !== null) setSpan(later(shown, loaded));
  }, [log, shown, atBottom, loaded, room, conversation]);

  const toNewest = useCallback(() => {
    anchor.current = { key: null, offset: 0 };
    setSpan(null);
    setAtBottom(true);
    log.current?.focus({ preventScroll: true });
  }, [conversation, log]);

  const goTo = useCallback((to: Place) => {
    anchor.current = { key: to.key, offset: to.offset };
    setSpan(to.key === null ? null : to.span);
    setAtBottom(to.key === null);
    setMoves((count) => count + 1);
  }, []);

  const behind = entries.slice(Math.max(0, seenTo - loaded.from + 1));
  const fresh = atBottom ? 0 : behind.filter((entry) => entry.kind === "message" && !entry.mine).length;
  const announces = opened && shown.last === null && atBottom;
  const place = (): Place => ({ span: shown, ...anchor.current });
  return { span: shown, atBottom, fresh, announces, onScroll, toNewest, place, goTo };
}

/** The first row that is in sight, and where it stands. */
function topmost(element: HTMLElement): { key: string | null; offset: number } {
  const top = element.getBoundingClientRect().top;
  for (const row of element.querySelectorAll<HTMLElement>("[data-row]")) {
    const box = row.getBoundingClientRect();
    if (box.bottom > top) return { key: row.dataset["row"] ?? null, offset: box.top - top };
  }
  return { key: null, offset: 0 };
}

function restore(element: HTMLElement, anchor: { readonly key: string | null; readonly offset: number }): void {
  if (anchor.key === null) return;
  const row = element.querySelector<HTMLElement>(`[data-row="${CSS.escape(anchor.key)}"]`);
  if (row === null) return;
  const offset = row.getBoundingClientRect().top - element.getBoundingClientRect().top;
  element.scrollTop += offset - anchor.offset;
}

/** A reader at the end stays there when the composer grows or the keyboard opens. */
function useKeepEnd(log: RefObject<HTMLDivElement | null>, atBottom: boolean): void {
  useEffect(() => {
    const element = log.current;
    if (element === null || !atBottom) return undefined;
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [log, atBottom]);
}

/** Who writes wants to see it: own words bring the end into view. */
function useOwnWords(count: number, show: () => void): void {
  const before = useRef(count);
  useEffect(() => {
    if (count > before.current) show();
    before.current = count;
  }, [count]);
}

/** What stands at the end before an attentive reader is read. */
function useSeen(room: Room, atEnd: boolean, to: number): void {
  const { attentive } = usePage();
  const looks = attentive.value;
  useEffect(() => {
    if (looks && atEnd && to > 0) room.receipts.seen(to);
  }, [looks, atEnd, to, room]);
}
