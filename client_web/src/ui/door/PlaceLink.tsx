import type { JSX } from "preact";
import { addressOf } from "../../state/place.ts";
import type { Place } from "../../state/place.ts";
import { usePage } from "../page.ts";

/** A link within the page. */
export function PlaceLink(props: {
  readonly to: Place;
  readonly label: string;
  /** Looks like a button; the main one of its view, if it is `primary`. */
  readonly button?: boolean | "primary";
}): JSX.Element {
  const page = usePage();
  return (
    <a
      class={props.button === "primary" ? "button primary" : props.button === true ? "button" : undefined}
      href={addressOf(props.to)}
      onClick={(event) => {
        event.preventDefault();
        page.go(props.to);
      }}
    >
      {props.label}
    </a>
  );
}
