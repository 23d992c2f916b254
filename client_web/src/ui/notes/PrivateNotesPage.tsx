import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import type { Me } from "../../state/me/me.ts";
import type { NotePlace } from "../../state/notes/notes.ts";
import { alias } from "../../state/alias.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { isNamed } from "../finding.ts";
import { Icon } from "../Icon.tsx";
import { Ready } from "../me/Ready.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { usePage } from "../page.ts";
import { MeansNote } from "./MeansNote.tsx";
import { NotesForms } from "./NotesForms.tsx";
import { NotesPane } from "./NotesPane.tsx";
import { More } from "../More.tsx";

/** So many are shown at once; a long list is searched rather than scrolled. */
const AT_ONCE = 25;

/** A therapist's own notes: about whom there are any, former clients included, or (`of`) those about one client. */
export function PrivateNotesPage(props: {
  readonly desk: Desk;
  readonly me: Me;
  readonly of: string | null;
}): JSX.Element {
  const { desk, me, of } = props;
  const { notes } = me;
  useEffect(() => {
    void notes.readPlaces();
  }, [notes]);
  const read = notes.places.value;
  if (of !== null) return <About desk={desk} me={me} of={of} />;
  const { privateNotes } = words;
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{privateNotes.title}</h1>
        <p class="quiet">{privateNotes.intro}</p>
      </div>
      <Ready read={read} onAgain={() => void notes.readPlaces()}>
        {(places) => (places.length === 0 ? <p class="quiet">{privateNotes.places.empty}</p> : <Places all={places} />)}
      </Ready>
    </div>
  );
}

function Places({ all }: { readonly all: readonly NotePlace[] }): JSX.Element {
  const [asked, ask] = useState("");
  const [shown, show] = useState(AT_ONCE);
  const { places } = words.privateNotes;
  const found = all.filter((place) => isNamed(clientName(place.client), asked));
  return (
    <div class="stack wide">
      {all.length > AT_ONCE && (
        <Field
          label={places.find}
          hint={places.findHint}
          value={asked}
          onValue={ask}
          attributes={{ name: "find", autocomplete: "off", spellcheck: false }}
        />
      )}
      <p class="hidden" role="status">
        {places.found(found.length)}
      </p>
      {found.length === 0 && <p class="quiet">{places.none}</p>}
      <ul class="lines">
        {found.slice(0, shown).map((place) => (
          <Line key={place.key} place={place} />
        ))}
      </ul>
      <More
        left={found.length - shown}
        label={places.more}
        onMore={() => {
          show(shown + AT_ONCE);
        }}
      />
    </div>
  );
}

function Line({ place }: { readonly place: NotePlace }): JSX.Element {
  const page = usePage();
  const { privateNotes } = words;
  const { places } = privateNotes;
  const name = clientName(place.client);
  return (
    <li>
      <div class="stack tight">
        <strong>{name}</strong>
        <span class="quiet small">
          {places.count(place.notes)}
          {place.lastAt !== null && `, ${places.last(longDate(place.lastAt))}`} ·{" "}
          {places.began(longDate(place.openedAt))}
        </span>
      </div>
      <button
        class="button"
        type="button"
        aria-label={privateNotes.openOf(name)}
        onClick={() => {
          page.go({ name: "private-notes", of: place.key });
        }}
      >
        {words.home.open}
      </button>
    </li>
  );
}

/** Those about one client. Who they are, the match says where the conversation is still read, else the service: what does not fit opens not. */
function About(props: { readonly desk: Desk; readonly me: Me; readonly of: string }): JSX.Element {
  const { desk, me, of } = props;
  const page = usePage();
  const { privateNotes } = words;
  const roster = desk.roster.value;
  const item = roster.kind === "ready" ? roster.items.find(({ key }) => key === of) : undefined;
  const read = me.notes.places.value;
  const place = read.kind === "ready" ? read.value.find(({ key }) => key === of) : undefined;
  const client = item?.conversation.other.account ?? place?.client;
  return (
    <div class="page notes-page">
      <div class="stack">
        <button
          class="button plain back-to"
          type="button"
          onClick={() => {
            page.go({ name: "private-notes" });
          }}
        >
          <Icon name="back" />
          {privateNotes.back}
        </button>
        <h1 tabIndex={-1}>{privateNotes.title}</h1>
        {client !== undefined && <p>{privateNotes.about(clientName(client))}</p>}
        {item !== undefined && (
          <PlaceLink to={{ name: "conversation", key: item.key }} label={privateNotes.conversation} />
        )}
      </div>
      <MeansNote />
      {client === undefined ? (
        <Ready read={read} onAgain={() => void me.notes.readPlaces()}>
          {() => <p class="quiet">{words.care.gone.means}</p>}
        </Ready>
      ) : (
        <>
          <NotesForms me={me} conversation={of as ConversationKey} />
          <NotesPane me={me} book={me.notes.of(of as ConversationKey, client)} />
        </>
      )}
    </div>
  );
}

function clientName(account: string): string {
  return words.general.names.client(alias(account));
}
