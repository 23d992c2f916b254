import type { JSX } from "preact";
import type { Desk } from "../state/desk.ts";
import type { Me } from "../state/me/me.ts";
import { readGone } from "../state/retention/gone.ts";
import type { GoneRecord } from "../state/retention/gone.ts";
import { longDate } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { useRead } from "./me/read.ts";

/** What was destroyed of what somebody took part in, in plain words; nothing where nothing was. */
export function Destroyed({ desk, me }: { readonly desk: Desk; readonly me: Me }): JSX.Element | null {
  const documents = desk.destroyed.value;
  const [read] = useRead(() => readGone(me.ports, documents), [me, documents]);
  const { gone } = words.retention;
  if (read.kind !== "ready" || read.value.length === 0) return null;
  return (
    <section class="stack wide" aria-labelledby="destroyed">
      <h2 id="destroyed">{gone.list}</h2>
      <ul class="cards">
        {read.value.map((record) => (
          <li key={record.key} class="card">
            <GoneWords record={record} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function GoneWords({ record }: { readonly record: GoneRecord }): JSX.Element {
  const { gone } = words.retention;
  const { openedAt, agreedAt, erasing, proved } = record;
  return (
    <div class="card-words stack">
      <h3>{gone.title}</h3>
      <p class="quiet small">{gone.from(longDate(openedAt))}</p>
      <p>{proved ? gone.means(longDate(agreedAt)) : gone.unproved}</p>
      {erasing && <p>{gone.erasing}</p>}
      <p>{gone.left}</p>
      <p class="quiet small">{gone.stays}</p>
    </div>
  );
}
