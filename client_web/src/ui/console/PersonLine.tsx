import type { JSX } from "preact";
import type { PersonAtDesk } from "../../state/console/people.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import type { Deed } from "./AccountDialog.tsx";
import { roleWords } from "./roles.ts";

/** One person in the list, and what this reader may do to their account. */
export function PersonLine(props: {
  readonly person: PersonAtDesk;
  readonly role: string;
  readonly self: string;
  readonly onAsk: (deed: Deed, person: PersonAtDesk) => void;
}): JSX.Element {
  const { person, self, onAsk } = props;
  const { people, states } = words.console;
  const mine = person.account === self;
  return (
    <li>
      <div>
        <strong>{person.name}</strong>
        {mine && <span class="quiet"> · {people.you}</span>}
        <p class="quiet small">
          {roleWords(person.role)} · <span class={`account-state ${person.state}`}>{states[person.state]}</span>
          {person.since !== null && ` ${people.since(longDate(person.since))}`}
        </p>
        {person.certified !== true && person.state !== "closed" && (
          <p class="quiet small">{person.certified === null ? people.noKeys : people.uncertified}</p>
        )}
      </div>
      {!mine && (
        <div class="deeds">
          {deedsOf(props.role, person).map((deed) => (
            <button
              key={deed}
              class="button"
              type="button"
              aria-label={people[`${deed}Long`](person.name)}
              onClick={() => {
                onAsk(deed, person);
              }}
            >
              {people[deed]}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

/** What someone of this role may do to this account now; the service refuses by itself what is not theirs. */
function deedsOf(role: string, person: PersonAtDesk): readonly Deed[] {
  if (person.state === "closed" || (role !== "intake" && role !== "owner")) return [];
  // Whom nobody signs in as: the service itself, and the practice's systems, whose tokens are revoked.
  if (person.role === "system" || person.role === "service") return [];
  const within = role === "owner" || person.role === "client" || person.role === "therapist";
  if (!within) return [];
  const keys = person.certified !== null;
  const deeds: Deed[] = keys ? [person.state === "suspended" ? "reinstate" : "suspend"] : [];
  return [...deeds, "shut"];
}
