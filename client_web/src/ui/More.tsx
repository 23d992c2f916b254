import type { JSX } from "preact";

/** What a button under a long list needs. `left`: how many are not shown yet. */
interface MoreProps {
  readonly left: number;
  readonly label: (left: number) => string;
  readonly onMore: () => void;
}

/** Shows the next of a list, while there are any. */
export function More({ left, label, onMore }: MoreProps): JSX.Element | null {
  if (left <= 0) return null;
  return (
    <p>
      <button class="button" type="button" onClick={onMore}>
        {label(left)}
      </button>
    </p>
  );
}
