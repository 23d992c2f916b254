import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { useFocusAtOnce } from "./focus.ts";

/** What came in the place of the button that was pressed: it takes the focus, which would be lost with the button. */
export function Opened(props: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  const group = useRef<HTMLDivElement>(null);
  useFocusAtOnce(group);
  return (
    <div class="opened stack wide" role="group" aria-label={props.label} tabIndex={-1} ref={group}>
      {props.children}
    </div>
  );
}
