import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../words/words.ts";

/** The first view of a page leaves the focus where the browser put it. */
let arrivals = 0;

/** One page of the door: its title takes the focus when it comes after another, so that a screen reader says where we are. */
export function DoorPage(props: {
  readonly title: string;
  /** Which page of how many. */
  readonly step?: readonly [at: number, of: number];
  readonly intro?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { title, step, intro } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.getElementById("main")?.scrollTo(0, 0);
    if (arrivals++ > 0) heading.current?.focus();
  }, []);
  return (
    <div class="page narrow">
      <div class="stack">
        {step !== undefined && <p class="steps">{words.registration.step(...step)}</p>}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {intro !== undefined && <p class="quiet">{intro}</p>}
      </div>
      {props.children}
    </div>
  );
}
