import { signal } from "@preact/signals";
import type { Entrance } from "../state/entrance.ts";
import { NEUTRAL_SITE } from "../state/page.ts";

const PRESSES = 3;
const TOGETHER_MS = 5_000;

/** How many more presses of Shift lead out, while some have been made; "over" when they came to nothing. */
export const presses = signal<number | "over" | null>(null);

/** The quick exit: blank at once, signed out here and, as far as there is a network, at the service; then a site that says nothing. */
export function leaving(entrance: Entrance): () => void {
  const others = new BroadcastChannel("leave");
  others.onmessage = () => {
    entrance.recovery.lapse();
    void entrance.lock("signed_out");
  };
  return () => {
    document.documentElement.hidden = true;
    others.postMessage(null);
    // Started here, it goes on without the page (keepalive).
    void entrance.leaveAtOnce();
    location.replace(NEUTRAL_SITE);
  };
}

/** Shift, three times within five seconds and by itself, leaves too. As a part of a capital letter it does not count. */
export function leaveByShift(leave: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let combined = false;
  const reset = (to: "over" | null): void => {
    clearTimeout(timer);
    if (presses.peek() !== null) presses.value = to;
  };
  const pressed = (): void => {
    const before = presses.peek();
    const left = (typeof before === "number" ? before : PRESSES) - 1;
    presses.value = left;
    if (left === 0) leave();
    else if (left === PRESSES - 1) timer = setTimeout(reset, TOGETHER_MS, "over");
  };
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Shift") {
        combined = event.shiftKey;
        reset(null);
      } else if (!event.repeat) combined = false;
    },
    { capture: true },
  );
  addEventListener("pointerdown", ({ shiftKey }) => (combined = shiftKey), { capture: true });
  addEventListener(
    "keyup",
    (event) => {
      if (event.key !== "Shift" || combined) return;
      pressed();
    },
    { capture: true },
  );
}
