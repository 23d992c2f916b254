import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { completableUntil, isWaiting, readWarnings } from "../../state/legal/warnings.ts";
import type { ShownWarning, Warned } from "../../state/legal/warnings.ts";
import type { Me } from "../../state/me/me.ts";
import { capital, dayName, moment, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { More } from "../More.tsx";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { Countersign } from "./Countersign.tsx";
import { Countersigned } from "./Countersigned.tsx";
import { GivenOn } from "./GivenOn.tsx";
import { openWords } from "./WarnPage.tsx";

/** So many are shown at once: each is long, and the newest matter most. */
const AT_ONCE = 20;
const FIRST = ["threat", "victims", "notifications", "disclosed"] as const;

/** Everything that therapists told somebody without consent, for officers and owners, first what waits for their signature (crypto.md §13.4; S6). */
export function WarningsPage({ me }: { readonly me: Me }): JSX.Element {
  const [read, look] = useRead(() => readWarnings(me.ports), [me]);
  const [done, setDone] = useState<{ readonly text: string; readonly at: number } | null>(null);
  const { desk } = words.warning;
  const signed = (text: string): void => {
    void look().then(() => {
      setDone({ text, at: Date.now() });
    });
  };
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{desk.title}</h1>
        <p class="quiet">{desk.intro}</p>
        {done !== null && <Done key={done.at}>{done.text}</Done>}
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(all) => {
          const waiting = all.filter(isWaiting);
          const others = all.filter((each) => !isWaiting(each));
          const unsigned = others.some(({ signatures }) => signatures.last === null);
          const rest = unsigned ? (waiting.length === 0 ? desk.every : desk.others) : desk.signed;
          return (
            <>
              {all.length === 0 && <p>{desk.empty}</p>}
              <List id="waiting" title={desk.waiting(waiting.length)} all={waiting} me={me} onSigned={signed} />
              <List id="others" title={rest} all={others} me={me} onSigned={signed} />
              <GivenOn me={me} />
            </>
          );
        }}
      </Ready>
    </div>
  );
}

interface Listing {
  readonly me: Me;
  readonly onSigned: (said: string) => void;
}

function List(
  props: Listing & { readonly id: string; readonly title: string; readonly all: readonly Warned[] },
): JSX.Element | null {
  const { id, title, all } = props;
  const [shown, show] = useState(AT_ONCE);
  const { desk } = words.warning;
  if (all.length === 0) return null;
  return (
    <section class="stack wide" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="warnings">
        {all.slice(0, shown).map((each) => (
          <li key={each.key}>
            {each.shown === null ? desk.unreadable : <One warned={each} shown={each.shown} {...props} />}
          </li>
        ))}
      </ul>
      <More
        left={all.length - shown}
        label={desk.more}
        onMore={() => {
          show(shown + AT_ONCE);
        }}
      />
    </section>
  );
}

function One(props: Listing & { readonly warned: Warned; readonly shown: ShownWarning }): JSX.Element {
  const { warned, shown, me, onSigned } = props;
  const { desk, bases, sources, branches, elements, until, open } = words.warning;
  const { values, completedAt } = warned;
  const now = Date.now();
  const rest = Object.entries(elements).filter(
    ([name]) => !(FIRST as readonly string[]).includes(name) && (values[name] ?? "").trim() !== "",
  );
  const ends = completableUntil(warned, now);
  return (
    <article class="stack wide">
      <h3>{desk.by(alias(warned.therapist), alias(warned.client))}</h3>
      <p class="quiet small">
        {bases[shown.basis]} · {desk.learned(sources[shown.source])} · {desk.way(branches[shown.branch])}
      </p>
      <p class="quiet small">
        {desk.given(moment(shown.at, now))}
        {completedAt !== null && ` · ${desk.completedAt(moment(completedAt, now))}`}
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
      <Countersigned warned={warned} />
      {isWaiting(warned) && <Countersign me={me} warned={warned} onDone={onSigned} />}
    </article>
  );
}
