import type { JSX } from "preact";
import type { Work } from "../state/work.ts";
import { words } from "../words/words.ts";

/** The button of a form at the door, and below it what the waiting is for. The line keeps its place, so that nothing jumps. */
export function Submit(props: {
  readonly label: string;
  readonly work: Work | null;
  /** What it does cannot be undone. */
  readonly warn?: boolean;
}): JSX.Element {
  const { label, work, warn } = props;
  return (
    <div class="submit">
      <button class={warn === true ? "button warn" : "button primary"} type="submit" aria-disabled={work !== null}>
        {label}
      </button>
      <p class="working" role="status" data-working={work !== null}>
        {work === null ? "" : words.door.work[work]}
      </p>
    </div>
  );
}
