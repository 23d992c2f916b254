import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { IdleClock } from "../state/idle.ts";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";
import { usePage } from "./page.ts";

/** Seconds at which the countdown is said aloud; seen, it runs all the time. */
const SAID = [60, 30, 10] as const;

/** What someone must know about the end of their sign-in: that it is near, and how to stay. */
export function IdleWarning(): JSX.Element | null {
  const standing = usePage().entrance.standing.value;
  const [told, setTold] = useState<IdleClock | null>(null);
  if (standing.kind !== "in") return null;
  const { idle } = standing.desk;
  if (idle.warning.value !== null) return <Warning idle={idle} seconds={idle.warning.value} />;
  const minutes = idle.capNear.value;
  if (minutes === null || told === idle) return null;
  return (
    <CapNear
      minutes={minutes}
      onClose={() => {
        setTold(idle);
      }}
    />
  );
}

function Warning({ idle, seconds }: { readonly idle: IdleClock; readonly seconds: number }): JSX.Element {
  const text = useId();
  const { title, means, left, stay, said } = words.general.idle;
  useAnyKey(() => {
    idle.active();
  });
  const step = SAID.findLast((at) => seconds <= at) ?? SAID[0];
  return (
    <Dialog
      title={title}
      urgent={`${text} ${text}-left`}
      onClose={() => {
        idle.active();
      }}
    >
      <p id={text}>{means}</p>
      <p class="countdown" id={`${text}-left`} role="timer" aria-live="off">
        {left(seconds)}
      </p>
      <p class="hidden" role="status">
        {step === SAID[0] ? "" : said(step)}
      </p>
      <div class="choices-row">
        <button
          class="button primary"
          type="button"
          data-first
          onClick={() => {
            idle.active();
          }}
        >
          {stay}
        </button>
      </div>
    </Dialog>
  );
}

/** Any key stays, and does nothing else: what it would have typed was not meant for the page behind. */
function useAnyKey(stay: () => void): void {
  const latest = useRef(stay);
  latest.current = stay;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!event.isTrusted) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) latest.current();
    };
    document.addEventListener("keydown", pressed, { capture: true });
    return () => {
      document.removeEventListener("keydown", pressed, { capture: true });
    };
  }, []);
}

/** The absolute end cannot be put off: said once, in time. */
function CapNear(props: { readonly minutes: number; readonly onClose: () => void }): JSX.Element {
  const page = usePage();
  const { cap } = words.general.idle;
  return (
    <Dialog title={cap.title(props.minutes)} onClose={props.onClose}>
      <p>{cap.means}</p>
      <p>{cap.todo}</p>
      <div class="choices-row">
        <button class="button primary" type="button" data-first onClick={props.onClose}>
          {cap.later}
        </button>
        <button class="button" type="button" onClick={() => void page.signOut()}>
          {cap.now}
        </button>
      </div>
    </Dialog>
  );
}
