import type { JSX } from "preact";
import type { Work } from "../../state/work.ts";
import { words } from "../../words/words.ts";

/** What the waiting is for; and, when it was in vain, the way to try again. */
export function Making(props: {
  readonly work: Work | null;
  readonly failed: boolean;
  readonly retry: string;
  readonly onRetry: () => void;
}): JSX.Element {
  return (
    <div class="submit">
      <p class={props.failed ? undefined : "working"} role="status">
        {props.work === null ? "" : words.door.work[props.work]}
      </p>
      {props.failed && (
        <button class="button primary" type="button" onClick={props.onRetry}>
          {props.retry}
        </button>
      )}
    </div>
  );
}
