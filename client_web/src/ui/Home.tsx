import type { ComponentChildren, JSX } from "preact";
import type { Desk } from "../state/desk.ts";
import type { Roster } from "../state/roster.ts";
import { words } from "../words/words.ts";
import { NextMeetings } from "./appointments/NextMeetings.tsx";
import { ConversationCard } from "./ConversationCard.tsx";
import { ChangeState } from "./me/ChangeTherapist.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";
import { Wanting } from "./mail/Wanting.tsx";
import { Destroyed } from "./Destroyed.tsx";
import { LateWitnesses } from "./LateWitnesses.tsx";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";
import { Today } from "./Today.tsx";

/** What is next: what waits for an answer, what is left to do, the conversations, those with an open session first. */
export function Home(props: { readonly desk: Desk; readonly children?: ComponentChildren }): JSX.Element {
  const { desk } = props;
  const { entrance } = usePage();
  const me = entrance.me.value;
  return (
    <div class="page">
      <h1 tabIndex={-1}>{desk.role === "therapist" ? words.today.title : words.home.title}</h1>
      <LateWitnesses />
      <ChangeState change={desk.care.change.value} />
      <Wanting desk={desk} />
      {props.children}
      {desk.role !== "therapist" && <NextMeetings desk={desk} />}
      <section class="stack wide" aria-labelledby="conversations">
        <h2 class="hidden" id="conversations">
          {words.home.conversations}
        </h2>
        <List desk={desk} roster={desk.roster.value} />
      </section>
      {me !== null && <Destroyed desk={desk} me={me} />}
    </div>
  );
}

function List({ desk, roster }: { readonly desk: Desk; readonly roster: Roster }): JSX.Element {
  const { home } = words;
  switch (roster.kind) {
    case "loading":
      return <Skeleton />;
    case "waiting":
      return <State title={home.waitingTitle} text={home.waiting} />;
    case "untrusted":
      return (
        <Note icon="alert" warn>
          <div class="stack">
            <h2>{home.untrustedTitle}</h2>
            <p>{roster.reason === "stale_manifest" ? home.olderCustodians : home.untrusted}</p>
          </div>
        </Note>
      );
    case "failed":
      return roster.offline ? (
        <State title={home.offlineTitle} text={home.offline} retry={() => void desk.refresh()} />
      ) : (
        <State title={home.failedTitle} text={home.failed} retry={() => void desk.refresh()} />
      );
    case "ready":
      if (roster.items.length === 0) return <Empty role={desk.role} />;
      return <Cards desk={desk} roster={roster} />;
    default: {
      const never: never = roster;
      return never;
    }
  }
}

function Cards(props: { readonly desk: Desk; readonly roster: Extract<Roster, { kind: "ready" }> }): JSX.Element {
  const { desk, roster } = props;
  return (
    <>
      <p class="quiet" role="status" hidden={!roster.stale}>
        {roster.stale ? words.home.stale : ""}
      </p>
      {desk.role === "therapist" ? (
        <Today desk={desk} items={roster.items} />
      ) : (
        <ul class="cards">
          {roster.items.map((item) => (
            <ConversationCard key={item.key} item={item} />
          ))}
        </ul>
      )}
    </>
  );
}

function State(props: { readonly title: string; readonly text: string; readonly retry?: () => void }): JSX.Element {
  return (
    <div class="state" role="status">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.retry !== undefined && (
        <button class="button" type="button" onClick={props.retry}>
          {words.home.retry}
        </button>
      )}
    </div>
  );
}

/** As large as the card that comes in its place. */
function Skeleton(): JSX.Element {
  return (
    <div class="card skeleton" role="status">
      <span class="hidden">{words.home.loading}</span>
    </div>
  );
}

/** Who takes part in no conversation yet, and where staff begin, who never do. */
function Empty({ role }: { readonly role: string }): JSX.Element {
  const { emptyTitle, emptyClient, emptyTherapist, emptyStaff, staff } = words.home;
  if (role === "client" || role === "therapist")
    return <State title={emptyTitle} text={role === "client" ? emptyClient : emptyTherapist} />;
  const begin = role in STAFF ? (role as keyof typeof STAFF) : null;
  if (begin === null) return <State title={emptyTitle} text={emptyStaff} />;
  return (
    <div class="state">
      <h2>{staff[begin].title}</h2>
      <p>{staff[begin].text}</p>
      <PlaceLink to={STAFF[begin]} label={staff[begin].go} button="primary" />
    </div>
  );
}

/** Where the day of those who work here begins. */
const STAFF = {
  intake: { name: "queue" },
  officer: { name: "requests" },
  owner: { name: "people" },
  custodian: { name: "custody" },
} as const;
