import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { AboutRecord } from "../../state/release/about_record.ts";
import type { Requests } from "../../state/release/requests.ts";
import { daysUntil, longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { AboutDialog } from "./AboutDialog.tsx";
import { AboutFacts } from "./AboutFacts.tsx";

/** What clients ask to have done about their records, at the desk of officers and owners, with its clock. */
export function AboutRequests(props: {
  readonly desk: Requests;
  readonly rows: readonly AboutRecord[];
  readonly onSaid: () => void;
}): JSX.Element {
  const { desk: said } = words.aboutRecord;
  return (
    <section class="stack wide" aria-labelledby="about-record">
      <h2 id="about-record">{said.title}</h2>
      <p class="quiet">{said.means}</p>
      <ul class="lines">
        {urgent(props.rows).map((row) => (
          <Row key={row.key} desk={props.desk} row={row} onSaid={props.onSaid} />
        ))}
      </ul>
    </section>
  );
}

/** What waits for an answer first, by the day by which it is due; then what was answered, newest first. */
function urgent(rows: readonly AboutRecord[]): readonly AboutRecord[] {
  const waiting = rows.filter(({ kept }) => kept.answer === null);
  const answered = rows.filter(({ kept }) => kept.answer !== null);
  return [...waiting.toSorted((one, other) => one.kept.due - other.kept.due), ...answered];
}

function Row(props: { readonly desk: Requests; readonly row: AboutRecord; readonly onSaid: () => void }): JSX.Element {
  const { desk, row, onSaid } = props;
  const { aboutRecord, requests } = words;
  const [answering, setAnswering] = useState(false);
  const { shown } = row;
  const name = shown?.values["patient"] ?? alias(row.client);
  const open = row.kept.answer === null;
  return (
    <li>
      <div class="stack">
        <div class="stack tight">
          <h3>{aboutRecord.desk.from(name)}</h3>
          {shown !== null && <span class="quiet small">{aboutRecord.desk.client(alias(row.client))}</span>}
          <span>{aboutRecord.kinds[row.kind]}</span>
          <Standing row={row} />
        </div>
        {shown === null ? (
          <p>{requests.unreadable}</p>
        ) : (
          <AboutFacts row={row} shown={shown} statement={aboutRecord.desk.statement} />
        )}
        {open && shown !== null && (
          <div class="deeds">
            <button
              class="button"
              type="button"
              aria-label={aboutRecord.desk.answerOf(name)}
              onClick={() => {
                setAnswering(true);
              }}
            >
              {aboutRecord.desk.answer}
            </button>
          </div>
        )}
      </div>
      {answering && shown !== null && (
        <AboutDialog
          desk={desk}
          row={row}
          shown={shown}
          onClose={() => {
            setAnswering(false);
          }}
          onSaid={onSaid}
        />
      )}
    </li>
  );
}

function Standing({ row }: { readonly row: AboutRecord }): JSX.Element {
  const { desk } = words.aboutRecord;
  const { kept, standing, days } = row;
  const day = longDate(kept.due);
  const left = days < 0 ? desk.late(day) : desk.due(day, Math.max(0, daysUntil(kept.due, Date.now())));
  return (
    <span class={standing === "late" ? "late small" : "quiet small"}>
      {desk.standings[standing]} · {words.aboutRecord.asked(longDate(kept.request.keptAt))}
      {kept.answer === null && ` · ${left}`}
    </span>
  );
}
