import type { JSX } from "preact";
import type { Place } from "../state/place.ts";
import { addressOf } from "../state/place.ts";
import { words } from "../words/words.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./Icon.tsx";
import { usePage } from "./page.ts";

/** Where one can go: at the left on wide screens, below on narrow ones. */
export function Navigation(): JSX.Element {
  const page = usePage();
  // Staff without a second factor have one thing to do, and one way out.
  const barred = page.entrance.secondFactor.value === "missing";
  return (
    <nav class="nav" aria-label={words.general.navigation}>
      <ul>
        {!barred && (
          <>
            <Item place={{ name: "home" }} icon="home" label={words.general.home} />
            <Item place={{ name: "me", part: null }} icon="person" label={words.general.me} />
            <Item place={{ name: "settings" }} icon="settings" label={words.general.settings} />
          </>
        )}
        <li class="last">
          <button class="item" type="button" onClick={() => void page.signOut()}>
            <Icon name="leave" />
            {words.general.signOut}
          </button>
        </li>
      </ul>
    </nav>
  );
}

function Item(props: { readonly place: Place; readonly icon: IconName; readonly label: string }): JSX.Element {
  const page = usePage();
  const here = page.place.value.name;
  const current = here === props.place.name || (here === "conversation" && props.place.name === "home");
  return (
    <li>
      <a
        class="item"
        href={addressOf(props.place)}
        aria-current={current ? "page" : undefined}
        onClick={(event) => {
          event.preventDefault();
          page.go(props.place);
        }}
      >
        <Icon name={props.icon} />
        {props.label}
      </a>
    </li>
  );
}
