import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./Icon.tsx";

/** A framed remark. One that warns is read out at once. */
export function Note(props: {
  readonly icon: IconName;
  readonly warn?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const warn = props.warn === true;
  return (
    <div class={warn ? "note warn" : "note"} role={warn ? "alert" : undefined}>
      <Icon name={props.icon} />
      <div>{props.children}</div>
    </div>
  );
}
