import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { Trail } from "../../state/console/trail.ts";
import type { TrailRow } from "../../state/console_http.ts";
import type { Me } from "../../state/me/me.ts";
import { capital, machine, moment } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { LateWitnesses } from "../LateWitnesses.tsx";

/** Both audit trails as one, in plain words (S14, HS-06). */
export function TrailPage({ me, self }: { readonly me: Me; readonly self: string }): JSX.Element {
  const trail = useMemo(() => new Trail(me.ports), [me]);
  useEffect(() => {
    void trail.more();
  }, [trail]);
  const { rows, more, reading, mistake } = trail.shown.value;
  const said = words.console.trail;
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{said.title}</h1>
        <p class="quiet">{said.intro}</p>
      </div>
      <LateWitnesses />
      <ul class="lines">
        {rows.map((row) => (
          <Row key={`${row.side} ${row.number}`} row={row} self={self} />
        ))}
      </ul>
      {rows.length === 0 && !more && <p>{said.empty}</p>}
      <MistakeNote mistake={mistake} shown="password" />
      <p class="quiet" role="status">
        {reading ? said.loading : ""}
        {!more && rows.length > 0 ? said.end : ""}
      </p>
      {more && (
        <div>
          <button class="button" type="button" aria-disabled={reading} onClick={() => void trail.more()}>
            {mistake === null ? said.more : words.console.again}
          </button>
        </div>
      )}
    </div>
  );
}

function Row({ row, self }: { readonly row: TrailRow; readonly self: string }): JSX.Element {
  const said = words.console.trail;
  const { subject } = row;
  return (
    <li>
      <div>
        {actWords(row.act)}
        <p class="quiet small">
          {row.actor === null ? said.operator : nameOf(row.actor, self)}
          {subject !== null && ` · ${said.about(nameOf(subject, self))}`}
        </p>
      </div>
      <p class="quiet small">
        <time dateTime={machine(row.at)}>{capital(moment(row.at, Date.now()))}</time> · {said.sides[row.side]},{" "}
        {said.row(row.number)}
      </p>
    </li>
  );
}

function nameOf(account: string, self: string): string {
  return account === self ? words.console.trail.you : alias(account);
}

function actWords(act: string): string {
  const { acts } = words.console.trail;
  return Object.hasOwn(acts, act) ? acts[act as keyof typeof acts] : acts.other;
}
