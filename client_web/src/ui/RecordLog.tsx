import type { JSX } from "preact";
import type { RecordLog } from "../state/record_log.ts";
import { timeOf } from "../words/dates.ts";
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
  const checked = standing.value.desk.log.checked.value;
  const { title, means, holds, waiting } = words.log;
  return (
    <section class="stack wide">
      <h2>{title}</h2>
      <p>{means}</p>
      <p class="quiet" role="status">
        {checked === null ? waiting : holds(checked.size, timeOf(checked.at))}
      </p>
    </section>
  );
}
