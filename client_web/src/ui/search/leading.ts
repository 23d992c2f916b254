import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Room } from "../../state/room.ts";
import type { Sought } from "../../state/search/sought.ts";
import { around } from "../../state/span.ts";
import type { Place, Reading } from "../reading.ts";

/** What is found stands this far from the edges. */
const EDGE_PX = 16;
/** By these somebody goes their own way. */
const OWN_WAYS = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** What a search has to do with the rows of the record. */
export interface Leading {
  readonly open: boolean;
  readonly sought: Sought | null;
  /** The row that the reader is led to. */
  readonly row: string | null;
  /** The reader goes on from here by themselves. */
  readonly stay: () => void;
}

/**
 * Leads the reader to what was found. When the search closes they are back where they were before; whoever has moved by themselves since
 * they were led there stays.
 */
export function useLeading(log: RefObject<HTMLDivElement | null>, room: Room, reading: Reading): Leading {
  const { search, conversation } = room;
  const open = search.open.value;
  const at = search.at.value;
  const steps = search.steps.value;
  const before = useRef<Place | null>(null);
  const goal = useRef<string | null>(null);
  const stay = (): void => {
    before.current = null;
  };
  useOwnWay(log, stay);

  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (wasOpen.current && !open) reading.goTo(before.current ?? reading.place());
    wasOpen.current = open;
    before.current = null;
  }, [open]);
  // A long message may begin far above what was found in it. After the rows were drawn anew, and their place was found.
  useLayoutEffect(() => {
    if (log.current !== null && goal.current !== null) log.current.scrollTop += beyond(log.current, goal.current);
    goal.current = null;
  });
  useLayoutEffect(() => {
    const element = log.current;
    if (at === null || element === null || isInSight(element, at.key)) return;
    goal.current = at.key;
    before.current ??= reading.place();
    const loaded = conversation.verified.peek();
    const span = around(at.sequence ?? loaded.to, reading.span, loaded);
    reading.goTo({ span, key: at.key, offset: Math.round(element.clientHeight / 3) });
  }, [at?.key, steps]);
  return { open, sought: search.sought.value, row: at?.key ?? null, stay };
}

function useOwnWay(log: RefObject<HTMLDivElement | null>, stay: () => void): void {
  useEffect(() => {
    const element = log.current;
    if (element === null) return undefined;
    for (const way of OWN_WAYS) element.addEventListener(way, stay, { passive: true });
    return () => {
      for (const way of OWN_WAYS) element.removeEventListener(way, stay);
    };
  }, [log]);
}

function rowOf(log: HTMLElement, key: string): HTMLElement | null {
  return log.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
}

function isInSight(log: HTMLElement, key: string): boolean {
  return rowOf(log, key) !== null && beyond(log, key) === 0;
}

/** How far the first words that were found, or else their row, stand beyond an edge: less than nothing above the upper one. */
function beyond(log: HTMLElement, key: string): number {
  const row = rowOf(log, key);
  const box = (row?.querySelector("mark") ?? row)?.getBoundingClientRect();
  if (box === undefined) return 0;
  const frame = log.getBoundingClientRect();
  const above = Math.min(0, box.top - frame.top - EDGE_PX);
  return above < 0 ? above : Math.max(0, box.bottom - frame.bottom + EDGE_PX);
}
