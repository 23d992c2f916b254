import { useEffect, useRef } from "preact/hooks";
import { addressOf, rememberedOf } from "../state/place.ts";
import { usePage } from "./page.ts";

const REACHED = "a, button";
/** Forms of several pages: each begins at its title, however somebody came to it. */
const PAGES: ReadonlySet<string> = new Set(["sign-up", "intake"]);

/** Where somebody was when they opened something: how far down, and at which line of the list. */
interface Left {
  readonly view: string;
  readonly top: number;
  readonly label: string;
  readonly nth: number;
}

/**
 * When the view changes, its title takes the focus: so a screen reader says where we are. Whoever comes back from what they opened
 * stands where they stood, at the line that they opened it by.
 */
export function useArrival(main: { readonly current: HTMLElement | null }): void {
  const { place, entrance } = usePage();
  const view = `${entrance.standing.value.kind} ${addressOf(place.value)} ${rememberedOf(place.value) ?? ""}`;
  const before = useRef(view);
  const left = useRef<Left | null>(null);
  const returning = useRef<Left | null>(null);
  useEffect(
    () =>
      // As soon as another place is named, and before it is shown.
      place.subscribe(() => {
        const element = main.current;
        if (element === null) return;
        returning.current = left.current;
        left.current = leave(before.current, element);
      }),
    [place, main],
  );
  useEffect(() => {
    const from = before.current;
    before.current = view;
    const element = main.current;
    if (element === null || from === view || from.startsWith("looking")) return;
    const known = returning.current?.view === view && !PAGES.has(place.peek().name);
    const back = known ? returning.current : null;
    arrive(element, back);
  }, [view, main]);
}

function leave(view: string, main: HTMLElement): Left {
  const active = document.activeElement;
  const label = active instanceof HTMLElement && main.contains(active) ? labelOf(active) : "";
  const alike = alikes(main, label);
  return { view, top: main.scrollTop, label, nth: active instanceof HTMLElement ? alike.indexOf(active) : -1 };
}

function arrive(main: HTMLElement, back: Left | null): void {
  main.scrollTop = back?.top ?? 0;
  const title = main.querySelector<HTMLElement>("h1");
  const active = document.activeElement;
  // What was lost with the view before was led to the title already (focus.ts).
  if (main.contains(active) && active !== main && active !== title) return;
  // From the top of a page there is nothing to find again.
  const far = back !== null && back.top > 0 && back.label !== "";
  const line = far ? alikes(main, back.label)[Math.max(0, back.nth)] : undefined;
  (line ?? title)?.focus({ preventScroll: back !== null });
}

function alikes(main: HTMLElement, label: string): readonly HTMLElement[] {
  return [...main.querySelectorAll<HTMLElement>(REACHED)].filter((each) => labelOf(each) === label);
}

function labelOf(element: HTMLElement): string {
  return element.getAttribute("aria-label") ?? element.textContent;
}
