import type { JSX } from "preact";
import type { RecordLog } from "../state/record_log.ts";
import { longDate, timeOf } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";

/** The record log does not fit with what was seen of it: said above every view, in plain words (crypto.md §9.2). */
export function LogTrouble({ log }: { readonly log: RecordLog }): JSX.Element | null {
  const { trouble, troubleTitle, troubleTodo } = words.log;
  const found = log.trouble.value;
  if (found === null) return null;
  return (
    <div class="page">
      <Note icon="alert" warn>
        <div class="stack">
          <p>
            <strong>{troubleTitle}</strong>
          </p>
          <p>{trouble[found]}</p>
          <p>{troubleTodo}</p>
        </div>
      </Note>
    </div>
  );
}

/** What this browser has checked of it, for who wants to know. */
export function LogChecked(): JSX.Element | null {
  const { standing } = usePage().entrance;
  if (standing.value.kind !== "in") return null;
  const { log } = standing.value.desk;
  const checked = log.checked.value;
  const { title, means, holds, waiting } = words.log;
  return (
    <section class="stack wide">
      <h2>{title}</h2>
      <p>{means}</p>
      <p class="quiet" role="status">
        {checked === null ? waiting : holds(checked.size, timeOf(checked.at))}
      </p>
      <LogWitnesses log={log} />
    </section>
  );
}

/** Who watches it besides; nothing where the practice named nobody. */
function LogWitnesses({ log }: { readonly log: RecordLog }): JSX.Element | null {
  const { witnesses, witnessed, late, unheard } = words.log;
  const standings = log.witnesses.value;
  if (standings.length === 0) return null;
  return (
    <div class="stack">
      <p class="quiet">{witnesses}</p>
      <ul class="stack">
        {standings.map((each) => (
          <li key={each.name} class={each.late ? undefined : "quiet"}>
            {each.at === null
              ? unheard(each.name)
              : (each.late ? late : witnessed)(each.name, `${longDate(each.at)}, ${timeOf(each.at)}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
