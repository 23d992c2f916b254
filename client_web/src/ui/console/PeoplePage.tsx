import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { EVERYONE, filtered, readPeople } from "../../state/console/people.ts";
import type { Filter, PersonAtDesk, PersonState } from "../../state/console/people.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { AccountDialog } from "./AccountDialog.tsx";
import type { Deed } from "./AccountDialog.tsx";
import { ClosedChoice } from "./ClosedChoice.tsx";
import { More } from "../More.tsx";
import { PersonLine } from "./PersonLine.tsx";

/** How many are shown at once: more than anyone looks through without searching. */
const SHOWN = 50;

/** Everybody with an account, and what can be done to it (S18, ST-04). */
export function PeoplePage(props: { readonly me: Me; readonly role: string; readonly self: string }): JSX.Element {
  const { me } = props;
  const [read, look] = useRead(() => readPeople(me.ports), [me]);
  const [asked, setAsked] = useState<{ readonly deed: Deed; readonly person: PersonAtDesk } | null>(null);
  const [done, setDone] = useState<{ readonly said: string; readonly at: number } | null>(null);
  const { people } = words.console;
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{people.title}</h1>
        <p class="quiet">{people.intro}</p>
      </div>
      {done !== null && <Done key={done.at}>{done.said}</Done>}
      <Ready read={read} onAgain={() => void look()}>
        {(everyone) => (
          <People
            everyone={everyone}
            role={props.role}
            self={props.self}
            onAsk={(deed, person) => {
              setDone(null);
              setAsked({ deed, person });
            }}
          />
        )}
      </Ready>
      {asked !== null && (
        <AccountDialog
          me={me}
          deed={asked.deed}
          person={asked.person}
          onClose={(ended) => {
            setAsked(null);
            if (ended === "left") return;
            const said = people.done[asked.deed](asked.person.name);
            // Said last: the dialog gives the focus back to where it was, and this takes it.
            void look().then(() => {
              if (ended === "done") setDone({ said, at: Date.now() });
            });
          }}
        />
      )}
    </div>
  );
}

function People(props: {
  readonly everyone: readonly PersonAtDesk[];
  readonly role: string;
  readonly self: string;
  readonly onAsk: (deed: Deed, person: PersonAtDesk) => void;
}): JSX.Element {
  const { everyone } = props;
  const [filter, setFilter] = useState<Filter>(EVERYONE);
  const [most, setMost] = useState(SHOWN);
  const found = useMemo(() => filtered(everyone, filter), [everyone, filter]);
  const { people } = words.console;
  if (everyone.length === 0) return <p>{people.empty}</p>;
  const shown = found.slice(0, most);
  const change = (changed: Partial<Filter>): void => {
    setFilter({ ...filter, ...changed });
    setMost(SHOWN);
  };
  return (
    <section class="stack wide">
      <Filters filter={filter} onChange={change} />
      <p class="quiet" role="status">
        {people.count(found.length, everyone.length)}
      </p>
      {found.length === 0 && <p>{people.none}</p>}
      <ul class="lines">
        {shown.map((person) => (
          <PersonLine key={person.account} person={person} role={props.role} self={props.self} onAsk={props.onAsk} />
        ))}
      </ul>
      <More
        left={found.length - most}
        label={(left) => people.more(Math.min(SHOWN, left))}
        onMore={() => {
          setMost(most + SHOWN);
        }}
      />
    </section>
  );
}

function Filters(props: {
  readonly filter: Filter;
  readonly onChange: (change: Partial<Filter>) => void;
}): JSX.Element {
  const { people, roles, states } = words.console;
  const { filter, onChange } = props;
  return (
    <div class="filters" role="search">
      <label class="field">
        <span>{people.search}</span>
        <input
          class="input"
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={filter.words}
          onInput={(event) => {
            onChange({ words: event.currentTarget.value });
          }}
        />
      </label>
      <ClosedChoice
        label={people.role}
        any={people.any}
        chosen={filter.role}
        choices={roles}
        onChoose={(role) => {
          onChange({ role });
        }}
      />
      <ClosedChoice
        label={people.state}
        any={people.any}
        chosen={filter.state}
        choices={states}
        onChoose={(state) => {
          onChange({ state: state as PersonState | null });
        }}
      />
    </div>
  );
}
