import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Search } from "../../state/search/search.ts";
import { holdsCommand } from "../keys.ts";

type Part = RefObject<HTMLElement | null>;

/**
 * The key that finds, in a conversation: it opens its search, and comes back to the field. Pressed there again it is the browser's own. Escape
 * closes the search, from wherever one is in the conversation.
 */
export function useSearchKeys(talk: Part, search: Search): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const part = talk.current;
      if (part === null || event.defaultPrevented || !isAt(part, event.target)) return;
      const acts = isEscape(event) ? close(search) : isFind(event) && look(search, part, event.target);
      if (acts) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  }, [talk, search]);
}

/** Whatever had the focus when the search opened has it again when it closes. Whoever leaves the conversation leaves no search behind. */
export function useSearchEnd(talk: Part, search: Search): void {
  const before = useRef<Element | null>(null);
  const open = search.open.value;
  useEffect(() => {
    const stop = search.open.subscribe((opens) => {
      if (opens) before.current = document.activeElement;
    });
    return () => {
      stop();
      search.close();
    };
  }, [search]);
  useLayoutEffect(() => {
    if (open || before.current === null) return;
    giveBack(talk.current, before.current);
    before.current = null;
  }, [open, talk]);
}

function giveBack(talk: HTMLElement | null, to: Element): void {
  // Whoever has gone on to something else meanwhile stays there.
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  if (to instanceof HTMLElement && to !== document.body) to.focus({ preventScroll: true });
  if (document.activeElement === document.body)
    talk?.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
}

function look(search: Search, talk: HTMLElement, from: EventTarget | null): boolean {
  const field = talk.querySelector<HTMLInputElement>(".search input");
  if (field !== null && field === from) return false;
  if (field === null) search.open.value = true;
  else field.select();
  return true;
}

function close(search: Search): boolean {
  if (!search.open.peek()) return false;
  search.close();
  return true;
}

/** In the conversation, or nowhere; not in what asks something above it, nor beside it. */
function isAt(talk: HTMLElement, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.contains(talk) || (talk.contains(target) && target.closest("dialog") === null);
}

function isEscape({ key, isComposing }: KeyboardEvent): boolean {
  return key === "Escape" && !isComposing;
}

/** The letter by what it says, or where the keyboard has no such letter by its place. */
function isFind({ key, code, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  const held = holdsCommand() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return held && !shiftKey && !altKey && (/^[a-z]$/i.test(key) ? key.toLowerCase() === "f" : code === "KeyF");
}
