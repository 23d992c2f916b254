import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { csvOf, monthsBefore } from "../../state/console/report.ts";
import type { ReportCell } from "../../state/console_http.ts";
import { answered } from "../../state/me/result.ts";
import type { Me, Read } from "../../state/me/me.ts";
import { monthName } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Ready } from "../me/Ready.tsx";
import { ClosedChoice } from "./ClosedChoice.tsx";
import { save } from "../save.ts";

/** Two years of months can be chosen. */
const MONTHS = 24;

/** How many, by whole month, and never of a few (S4). */
export function ReportsPage({ me }: { readonly me: Me }): JSX.Element {
  const months = monthsBefore(me.ports.clock.now(), MONTHS);
  const [month, setMonth] = useState(months[0] ?? "");
  const [read, setRead] = useState<Read<readonly ReportCell[] | null>>({ kind: "loading" });
  const said = words.console.reports;
  const look = useCallback(() => {
    setRead({ kind: "loading" });
    void me.ports.identity.report(month).then((answer) => {
      const result = answered(answer);
      if (result.ok) setRead({ kind: "ready", value: result.value });
      else if (result.mistake.kind === "refused" && result.mistake.code === "not_for_you") {
        setRead({ kind: "ready", value: null });
      } else setRead({ kind: "failed", mistake: result.mistake });
    });
  }, [me, month]);
  useEffect(look, [look]);
  return (
    <div class="page desk narrow">
      <div class="stack">
        <h1 tabIndex={-1}>{said.title}</h1>
        <p class="quiet">{said.intro}</p>
      </div>
      <ClosedChoice
        label={said.month}
        chosen={month}
        choices={Object.fromEntries(months.map((each) => [each, monthName(each)]))}
        onChoose={(chosen) => {
          setMonth(chosen ?? month);
        }}
      />
      <Ready read={read} onAgain={look}>
        {(cells) => (cells === null ? <p role="status">{said.nothing}</p> : <Report month={month} cells={cells} />)}
      </Ready>
      <p class="quiet small">{said.once}</p>
    </div>
  );
}

function Report({ month, cells }: { readonly month: string; readonly cells: readonly ReportCell[] }): JSX.Element {
  const said = words.console.reports;
  return (
    <section class="stack wide">
      <table class="report">
        <caption class="hidden">{monthName(month)}</caption>
        <thead>
          <tr>
            <th scope="col">{said.measure}</th>
            <th scope="col">{said.count}</th>
          </tr>
        </thead>
        <tbody>
          {cells.map(({ measure, count }) => (
            <tr key={measure}>
              <th scope="row">{measureWords(measure)}</th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div>
        <button
          class="button"
          type="button"
          onClick={() => {
            save(said.file(month), "text/csv", csvOf(month, cells));
          }}
        >
          {said.download}
        </button>
      </div>
    </section>
  );
}

function measureWords(measure: string): string {
  const { measures } = words.console.reports;
  return Object.hasOwn(measures, measure) ? measures[measure as keyof typeof measures] : measures.other;
}
