import type { JSX } from "preact";
import { longDate, timeOf } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";

/** Whose business it is when nobody from outside watches the record log any more. */
const MINDED_BY: ReadonlySet<string> = new Set(["officer", "owner"]);

/** Who was named to watch the record log, and has not been heard of for longer than agreed: said where those work who can call them. */
export function LateWitnesses(): JSX.Element | null {
  const { standing } = usePage().entrance;
  if (standing.value.kind !== "in" || !MINDED_BY.has(standing.value.desk.role)) return null;
  const late = standing.value.desk.log.witnesses.value.filter((each) => each.late);
  const { lateTitle, lateTodo, last, never } = words.log;
  if (late.length === 0) return null;
  return (
    <Note icon="alert">
      <div class="stack" role="status">
        <h2>{lateTitle(late.length)}</h2>
        <ul>
          {late.map(({ name, at }) => (
            <li key={name}>{at === null ? never(name) : last(name, `${longDate(at)}, ${timeOf(at)}`)}</li>
          ))}
        </ul>
        <p class="quiet small">{lateTodo}</p>
      </div>
    </Note>
  );
}
