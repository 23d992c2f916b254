import type { JSX } from "preact";
import { isWhole, sessionsOf } from "../../state/record/sessions.ts";
import type { SessionLine } from "../../state/record/sessions.ts";
import type { RosterItem } from "../../state/roster.ts";
import { longDate, machine, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Icon } from "../Icon.tsx";
import { titlesOf } from "./titles.ts";

/** The live sessions of one conversation, and whether both sides have signed what they were. */
export function SessionList(props: {
  readonly items: readonly RosterItem[];
  readonly item: RosterItem;
  readonly onChoose: (key: string | null) => void;
}): JSX.Element {
  const { items, item, onChoose } = props;
  const { record } = words;
  const { conversation } = item;
  const sessions = sessionsOf(conversation.entries.value);
  const whole = isWhole(conversation);
  const { from, to } = conversation.verified.value;
  return (
    <section class="stack wide" aria-labelledby="record-sessions">
      <h2 id="record-sessions">{record.sessions}</h2>
      {items.length > 1 && (
        <ClosedChoice
          label={record.copy.conversation}
          chosen={item.key}
          choices={titlesOf(items)}
          onChoose={onChoose}
        />
      )}
      {!whole && (
        <p class="quiet small" role="status">
          {to > 0 ? record.reading(to - from + 1, to) : record.notAll}
        </p>
      )}
      {whole && sessions.length === 0 && <p class="quiet">{record.none}</p>}
      {sessions.length > 0 && (
        <>
          <ul class="lines">
            {sessions.map((session) => (
              <Session key={session.session} session={session} />
            ))}
          </ul>
          <p class="quiet small">{record.sealedMeans}</p>
        </>
      )}
    </section>
  );
}

function Session({ session }: { readonly session: SessionLine }): JSX.Element {
  const { record } = words;
  const { began, ended } = session;
  const state = sealOf(session);
  return (
    <li>
      <div>
        <time dateTime={machine(began)}>{longDate(began)}</time>
        <p class="quiet small">
          {ended === null ? record.goesOn(timeOf(began)) : record.span(timeOf(began), endOf(session))}
        </p>
      </div>
      <p class={state === "both" || state === "open" ? "session-seal" : "session-seal unsealed"}>
        <Icon name={state === "both" ? "kept" : "held"} />
        {record.sealed[state]}
      </p>
    </li>
  );
}

/** With its day where it is another one. */
function endOf({ began, ended }: SessionLine): string {
  const at = ended ?? began;
  return longDate(at) === longDate(began) ? timeOf(at) : `${longDate(at)}, ${timeOf(at)}`;
}

function sealOf({ ended, mine, theirs, locked }: SessionLine): keyof typeof words.record.sealed {
  if (locked) return "locked";
  if (ended === null) return "open";
  if (mine) return theirs ? "both" : "mine";
  return theirs ? "theirs" : "nobody";
}
