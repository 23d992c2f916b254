import type { JSX } from "preact";
import type { Desk } from "../state/desk.ts";
import type { Me } from "../state/me/me.ts";
import type { RosterItem } from "../state/roster.ts";
import { words } from "../words/words.ts";
import { ConversationCard } from "./ConversationCard.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";
import { Destroyed } from "./Destroyed.tsx";
import { Field } from "./Field.tsx";
import { isNamed } from "./finding.ts";
import { nameOf } from "./names.ts";
import { More } from "./More.tsx";
import { useRemembered } from "./remembered.ts";

/** So many are shown at once; a caseload is searched rather than scrolled. */
const AT_ONCE = 25;

/** A therapist's clients: those in care now, and those whose care is over. */
export function Clients({ desk, me }: { readonly desk: Desk; readonly me: Me | null }): JSX.Element {
  const [asked, ask] = useRemembered("clients asked", "");
  const { clients } = words.care;
  const roster = desk.roster.value;
  const items = roster.kind === "ready" ? roster.items.filter(({ conversation }) => !conversation.reading) : [];
  const found = items.filter(({ conversation }) => isNamed(nameOf(conversation.other), asked));
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{clients.title}</h1>
        <div class="deeds">
          <PlaceLink to={{ name: "private-notes" }} label={words.privateNotes.title} button />
          <PlaceLink to={{ name: "part2" }} label={words.part2.way} button />
        </div>
      </div>
      {roster.kind !== "ready" ? (
        <p class="quiet" role="status">
          {roster.kind === "loading" ? clients.loading : clients.away}
        </p>
      ) : items.length === 0 ? (
        <p class="quiet">{words.home.emptyTherapist}</p>
      ) : (
        <div class="stack wide">
          <Field
            label={clients.find}
            hint={clients.findHint}
            value={asked}
            onValue={ask}
            attributes={{ name: "find", autocomplete: "off", spellcheck: false }}
          />
          <p class="hidden" role="status">
            {clients.found(found.length)}
          </p>
          <Some key={`now ${asked}`} title={clients.now} items={found.filter(({ over }) => !over)} />
          <Some key={`over ${asked}`} title={clients.over} items={found.filter(({ over }) => over)} />
          {found.length === 0 && <p class="quiet">{clients.none}</p>}
        </div>
      )}
      {me !== null && <Destroyed desk={desk} me={me} />}
    </div>
  );
}

function Some(props: { readonly title: string; readonly items: readonly RosterItem[] }): JSX.Element | null {
  const [shown, show] = useRemembered(`clients shown ${props.title}`, AT_ONCE);
  const { title, items } = props;
  if (items.length === 0) return null;
  return (
    <section class="stack wide" aria-label={title}>
      <h2>{title}</h2>
      <ul class="cards">
        {items.slice(0, shown).map((item) => (
          <ConversationCard key={item.key} item={item} />
        ))}
      </ul>
      <More
        left={items.length - shown}
        label={words.care.clients.more}
        onMore={() => {
          show(shown + AT_ONCE);
        }}
      />
    </section>
  );
}
