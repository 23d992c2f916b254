import type { Entrance } from "../state/entrance.ts";

/** What a person does with their hands. A scroll event is none: the page scrolls by itself when words come in. */
const ACTS = ["keydown", "pointerdown", "touchstart", "input"] as const;
/** A bump against the desk would do these too: while the warning stands they are no answer to it. */
const STIRS = ["pointermove", "touchmove", "wheel", "focus"] as const;

/** Whether a key merely stays down, as under a book, or a cat: it goes on by itself, and so does what it types. */
export function isHeld(before: boolean, event: { readonly type: string; readonly repeat?: boolean }): boolean {
  return event.type === "input" ? before : event.repeat === true;
}

/** Tells the idle clock, or a recovery under way, what the person does (protocol.md §1.3); never what the page or the service does. */
export function watchActivity(entrance: Entrance): void {
  let pointer = "";
  let held = false;
  const heard = (event: Event): void => {
    const standing = entrance.standing.peek();
    if (!event.isTrusted) return;
    if (event.type === "focus" && event.target !== window) return;
    held = isHeld(held, event);
    if (held) return;
    if (event instanceof PointerEvent) {
      // Browsers also tell of a pointer that stands still while the page moves under it.
      const place = `${event.type} ${event.screenX} ${event.screenY}`;
      if (event.type === "pointermove" && place === pointer) return;
      pointer = place;
    }
    if (standing.kind !== "in") {
      entrance.recovery.stirred();
      return;
    }
    const { idle } = standing.desk;
    const stirs = (STIRS as readonly string[]).includes(event.type);
    if (!stirs || idle.warning.peek() === null) idle.active();
  };
  for (const type of [...ACTS, ...STIRS]) addEventListener(type, heard, { capture: true, passive: true });
}
