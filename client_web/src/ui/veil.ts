import { effect } from "@preact/signals";
import type { Entrance } from "../state/entrance.ts";

/**
 * Nothing of a conversation is seen on a page that wakes before it is known that the sign-in lives: not after sleep, not in the
 * pictures that a device keeps of pages in the background, not on the way back.
 */
export function drawVeil(entrance: Entrance): void {
  const root = document.documentElement;
  const inside = (): boolean => entrance.standing.peek().kind === "in";
  let away = false;
  const show = (standing = entrance.standing.peek()): void => {
    const doubtful = standing.kind === "in" && standing.desk.idle.veiled.value;
    root.toggleAttribute("data-veil", doubtful || (away && standing.kind === "in"));
  };
  const keep = (): void => {
    const standing = entrance.standing.peek();
    if (standing.kind === "in") void standing.desk.drafts.flush();
  };
  const left = (): void => {
    away = true;
    keep();
    show();
  };
  const back = (): void => {
    const standing = entrance.standing.peek();
    if (standing.kind === "in") standing.desk.idle.look();
    away = false;
    show();
  };
  effect(() => {
    show(entrance.standing.value);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") left();
    else back();
  });
  document.addEventListener("freeze", left);
  document.addEventListener("resume", back);
  addEventListener("focus", back);
  // Between this and the end of the page there is time enough to seal a draft and to keep it. Nothing is asked but of a file that is
  // written down as handed out, and would be gone: who leaves quickly, or is signed out, is not held up by it either.
  addEventListener("beforeunload", (event) => {
    keep();
    if ((entrance.me.peek()?.packages.unsaved.peek().size ?? 0) > 0) event.preventDefault();
  });
  addEventListener("pagehide", ({ persisted }) => {
    left();
    root.hidden = persisted;
  });
  addEventListener("pageshow", ({ persisted }) => {
    // A page kept for the back button shows nothing of what it showed before.
    if (persisted && inside()) void entrance.lock("returned");
    if (persisted) entrance.recovery.lapse();
    back();
    root.hidden = false;
  });
}
