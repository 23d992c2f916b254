import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** What a button under a long list needs. `left`: how many are not shown yet. */
interface MoreProps {
  readonly left: number;
  readonly label: (left: number) => string;
  readonly onMore: () => void;
}

/** Shows the next of a list, while there are any. Whoever asked for them goes on at the first that came. */
export function More({ left, label, onMore }: MoreProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef<number | null>(null);
  useLayoutEffect(() => {
    const list = place.current?.previousElementSibling;
    const next = before.current === null ? undefined : list?.children.item(before.current);
    before.current = null;
    next?.querySelector<HTMLElement>("a, button")?.focus();
  }, [left]);
  return (
    <div ref={place} hidden={left <= 0}>
      {left > 0 && (
        <button
          class="button"
          type="button"
          onClick={() => {
            before.current = place.current?.previousElementSibling?.children.length ?? null;
            onMore();
          }}
        >
          {label(left)}
        </button>
      )}
    </div>
  );
}
