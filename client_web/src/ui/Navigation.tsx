import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import { addressOf, viewName } from "../state/place.ts";
import type { Place } from "../state/place.ts";
import { SHOWN_OUTSIDE, shownTo } from "../state/places.ts";
import { unreadConversations, unreadCount } from "../state/unread.ts";
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
  return <Bar places={barred ? [] : seen(shownTo(desk.role), desk.role)} desk={desk} />;
}

function seen(places: readonly Place[], role: string | null): readonly Place[] {
  return places.filter((place) => hasView(place, role));
}

/** Signing out stands at the end, on a phone behind "More": nobody hits it on the way to a place. */
function Bar({ places, desk }: { readonly places: readonly Place[]; readonly desk: Desk | null }): JSX.Element {
  const leaves = desk !== null && places.length > 0;
  const first = places.length <= NARROW && !leaves ? places.length : NARROW - 1;
  const rest = places.slice(first);
  return (
    <nav class="nav" aria-label={words.general.navigation}>
      <ul>
        {places.map((place, at) => (
          <li key={viewName(place)} class={at < first ? undefined : "wide-only"}>
            <Item place={place} desk={desk} />
          </li>
        ))}
        {(rest.length > 0 || leaves) && <More places={rest} desk={desk} />}
        {desk !== null && (
          <li class={leaves ? "last wide-only" : "last"}>
            <SignOut />
          </li>
        )}
      </ul>
    </nav>
  );
}

/** `onGone`: what it stands in closes first, for the focus cannot leave a dialog that is open. */
function SignOut({ onGone }: { readonly onGone?: () => void }): JSX.Element {
  const page = usePage();
  return (
    <button
      class="item"
      type="button"
      onClick={() => {
        onGone?.();
        void page.signOut();
      }}
    >
      <Icon name="leave" />
      {words.general.signOut}
    </button>
  );
}

/** What a narrow screen has no room for, and the way out. */
function More({ places, desk }: { readonly places: readonly Place[]; readonly desk: Desk | null }): JSX.Element {
  const [open, setOpen] = useState(false);
  const here = usePage().place.value;
  const close = (): void => {
    setOpen(false);
  };
  // Also when the browser's back button leads elsewhere.
  useEffect(close, [here]);
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
        <span>{words.places.more}</span>
        <Badge count={sum(places.map((place) => unreadAt(place, desk, here)))} />
      </button>
      {open && (
        <Dialog title={words.places.moreTitle} onClose={close}>
          <ul class="more">
            {places.map((place) => (
              <li key={viewName(place)}>
                <Item place={place} desk={desk} onGone={close} />
              </li>
            ))}
            {desk !== null && (
              <li>
                <SignOut onGone={close} />
              </li>
            )}
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
  const here = page.place.value;
  const current = isCurrent(place, here);
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
      <Badge count={unreadAt(place, desk, here)} />
    </a>
  );
}

/** What waits unread at a place: in the message center, and, at home, in other conversations than the one that is shown. */
function unreadAt(place: Place, desk: Desk | null, here: Place): number {
  if (desk === null) return 0;
  if (place.name === "mail") return unreadCount(desk.mail.unread.value);
  return place.name === "home" ? unreadConversations(desk.roster.value, here) : 0;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);

function Badge({ count }: { readonly count: number }): JSX.Element | null {
  if (count === 0) return null;
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
  if (here.name === "my-requests") return place.name === "record";
  if (here.name === "therapist") return place.name === "therapists";
  return here.name === place.name;
}
