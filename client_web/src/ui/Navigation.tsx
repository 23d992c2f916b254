import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import { addressOf, viewName } from "../state/place.ts";
import type { Place } from "../state/place.ts";
import { SHOWN_OUTSIDE, shownTo } from "../state/places.ts";
import { unreadCount } from "../state/unread.ts";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./Icon.tsx";
import { usePage } from "./page.ts";
import { hasView } from "./places.tsx";

/** What fits beside each other at the bottom of a phone. */
const NARROW = 5;

const ICONS: Readonly<Record<string, IconName>> = {
  about: "info",
  therapists: "people",
  "sign-up": "add",
  policies: "paper",
  report: "alert",
  home: "home",
  mail: "mail",
  "mail-notices": "bell",
  record: "paper",
  intake: "list",
  clients: "people",
  profile: "card",
  queue: "list",
  people: "people",
  directory: "card",
  post: "write",
  "policies-desk": "paper",
  audit: "trail",
  reports: "chart",
  services: "plug",
  custody: "lock",
  share: "paper",
  requests: "list",
  legal: "scales",
  warnings: "alert",
  retention: "box",
  me: "person",
  settings: "settings",
};

/** Where one can go: at the left on wide screens, below on narrow ones; there, what does not fit is behind "More". */
export function Navigation(): JSX.Element {
  const { entrance } = usePage();
  const standing = entrance.standing.value;
  // Its place is kept: what stands beside it does not move when it comes.
  if (standing.kind === "looking") return <div class="nav" />;
  if (standing.kind === "out") return <Bar places={seen(SHOWN_OUTSIDE, null)} desk={null} />;
  // Staff without a second factor have one thing to do, and one way out.
  const barred = entrance.secondFactor.value === "missing";
  const { desk } = standing;
  return (
    <Bar places={barred ? [] : seen(shownTo(desk.role), desk.role)} desk={desk}>
      <SignOut />
    </Bar>
  );
}

function seen(places: readonly Place[], role: string | null): readonly Place[] {
  return places.filter((place) => hasView(place, role));
}

function Bar(props: {
  readonly places: readonly Place[];
  readonly desk: Desk | null;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { places, desk, children } = props;
  const room = NARROW - (children === undefined ? 0 : 1);
  const first = places.length <= room ? places.length : room - 1;
  const rest = places.slice(first);
  return (
    <nav class="nav" aria-label={words.general.navigation}>
      <ul>
        {places.map((place, at) => (
          <li key={viewName(place)} class={at < first ? undefined : "wide-only"}>
            <Item place={place} desk={desk} />
          </li>
        ))}
        {rest.length > 0 && <More places={rest} desk={desk} />}
        {children}
      </ul>
    </nav>
  );
}

function SignOut(): JSX.Element {
  const page = usePage();
  return (
    <li class="last">
      <button class="item" type="button" onClick={() => void page.signOut()}>
        <Icon name="leave" />
        {words.general.signOut}
      </button>
    </li>
  );
}

/** What a narrow screen has no room for. */
function More({ places, desk }: { readonly places: readonly Place[]; readonly desk: Desk | null }): JSX.Element {
  const [open, setOpen] = useState(false);
  const here = usePage().place.value;
  const close = (): void => {
    setOpen(false);
  };
  return (
    <li class="narrow-only">
      <button
        class="item"
        type="button"
        aria-haspopup="dialog"
        aria-current={places.some((place) => isCurrent(place, here)) ? "true" : undefined}
        onClick={() => {
          setOpen(true);
        }}
      >
        <Icon name="more" />
        {words.places.more}
      </button>
      {open && (
        <Dialog title={words.places.moreTitle} onClose={close}>
          <ul class="more">
            {places.map((place) => (
              <li key={viewName(place)}>
                <Item place={place} desk={desk} onGone={close} />
              </li>
            ))}
          </ul>
          <button class="button" type="button" onClick={close}>
            {words.general.close}
          </button>
        </Dialog>
      )}
    </li>
  );
}

function Item(props: { readonly place: Place; readonly desk: Desk | null; readonly onGone?: () => void }): JSX.Element {
  const page = usePage();
  const { place, desk, onGone } = props;
  const current = isCurrent(place, page.place.value);
  const unread = desk !== null && place.name === "mail" ? unreadCount(desk.mail.unread.value) : 0;
  return (
    <a
      class="item"
      href={addressOf(place)}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        event.preventDefault();
        page.go(place);
        onGone?.();
      }}
    >
      <Icon name={desk === null && place.name === "home" ? "key" : (ICONS[viewName(place)] ?? "home")} />
      <span>{nameOf(place, desk)}</span>
      {unread > 0 && <Badge count={unread} />}
    </a>
  );
}

function Badge({ count }: { readonly count: number }): JSX.Element {
  return (
    <span class="badge">
      <span aria-hidden="true">{count > 99 ? words.places.manyUnread : count}</span>
      <span class="hidden">{words.places.unread(count)}</span>
    </span>
  );
}

function nameOf(place: Place, desk: Desk | null): string {
  const { names, signIn, therapistHome } = words.places;
  if (place.name === "home") {
    if (desk === null) return signIn;
    return desk.role === "therapist" ? therapistHome : names.home;
  }
  const name = viewName(place);
  return name in names ? names[name as keyof typeof names] : name;
}

/** Pages that the navigation does not name belong to the place from which one comes to them. */
function isCurrent(place: Place, here: Place): boolean {
  if (here.name === "conversation") return place.name === "home";
  if (here.name === "warn") return place.name === "home";
  if (here.name === "private-notes") return place.name === "clients";
  if (here.name === "part2") return place.name === "clients" || place.name === "legal";
  if (here.name === "accounting") return place.name === "share";
  if (here.name === "therapist") return place.name === "therapists";
  return here.name === place.name;
}
