import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { completableUntil, readWarnings } from "../../state/legal/warnings.ts";
import type { ShownWarning, Warned } from "../../state/legal/warnings.ts";
import type { Me } from "../../state/me/me.ts";
import { capital, dayName, timeOf, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { openWords } from "./WarnPage.tsx";

/** So many are shown at once: each is long, and the newest matter most. */
const AT_ONCE = 20;
const FIRST = ["threat", "victims", "notifications", "disclosed"] as const;

/** Everything that therapists told somebody without consent, for officers and owners (crypto.md §13.4; S6). */
export function WarningsPage({ me }: { readonly me: Me }): JSX.Element {
  const [read, look] = useRead(() => readWarnings(me.ports), [me]);
  const [shown, show] = useState(AT_ONCE);
  const { desk } = words.warning;
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{desk.title}</h1>
        <p class="quiet">{desk.intro}</p>
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(all) => (
          <>
            {all.length === 0 && <p>{desk.empty}</p>}
            <ul class="warnings">
              {all.slice(0, shown).map((each) => (
                <li key={each.key}>
                  {each.shown === null ? desk.unreadable : <One warned={each} shown={each.shown} />}
                </li>
              ))}
            </ul>
            {all.length > shown && (
              <div>
                <button
                  class="button"
                  type="button"
                  onClick={() => {
                    show(shown + AT_ONCE);
                  }}
                >
                  {desk.more(all.length - shown)}
                </button>
              </div>
            )}
          </>
        )}
      </Ready>
    </div>
  );
}

function One({ warned, shown }: { readonly warned: Warned; readonly shown: ShownWarning }): JSX.Element {
  const { desk, bases, sources, branches, elements, until, open } = words.warning;
  const { values, completedAt } = warned;
  const now = Date.now();
  const rest = Object.entries(elements).filter(
    ([name]) => !(FIRST as readonly string[]).includes(name) && (values[name] ?? "").trim() !== "",
  );
  const ends = completableUntil(warned, now);
  return (
    <article class="stack wide">
      <h2>{desk.by(alias(warned.therapist), alias(warned.client))}</h2>
      <p class="quiet small">
        {bases[shown.basis]} · {desk.learned(sources[shown.source])} · {desk.way(branches[shown.branch])}
      </p>
      <p class="quiet small">
        {desk.given(when(shown.at, now))}
        {completedAt !== null && ` · ${desk.completedAt(when(completedAt, now))}`}
        {ends !== null && ` · ${until(`${dayName(ends, now)}, ${timeOf(ends)}`)}`}
      </p>
      <dl class="order-facts">
        {FIRST.map((name) => (
          <div key={name}>
            <dt>{elements[name]}</dt>
            <dd>{values[name]}</dd>
          </div>
        ))}
      </dl>
      {rest.length > 0 && (
        <details class="more-fields">
          <summary>{desk.all}</summary>
          <dl class="order-facts">
            {rest.map(([name, label]) => (
              <div key={name}>
                <dt>{label}</dt>
                <dd>{values[name]}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {warned.open.length > 0 && <p class="quiet small">{capital(open(openWords(warned.open)))}</p>}
    </article>
  );
}
