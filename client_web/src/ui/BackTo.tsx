import type { JSX } from "preact";
import { addressOf } from "../state/place.ts";
import type { Place } from "../state/place.ts";
import { Icon } from "./Icon.tsx";
import { usePage } from "./page.ts";

/** The way back to where a page was opened from, above its title. */
export function BackTo({ to, label }: { readonly to: Place; readonly label: string }): JSX.Element {
  const page = usePage();
  return (
    <a
      class="button plain back-to"
      href={addressOf(to)}
      onClick={(event) => {
        event.preventDefault();
        page.go(to);
      }}
    >
      <Icon name="back" />
      {label}
    </a>
  );
}
