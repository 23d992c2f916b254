import type { JSX } from "preact";
import { longDate } from "../words/dates.ts";
import { DANGER, lastReview, LINES, overdue } from "../words/english/crisis.ts";
import type { CrisisLine } from "../words/english/crisis.ts";
import { words } from "../words/words.ts";
import { usePage } from "./page.ts";

/** Help, and how to be safe here: reachable by everyone, signed in or not, and with nothing to load. */
export function Safety(): JSX.Element {
  const page = usePage();
  const { safety } = words;
  return (
    <div class="page">
      <h1 tabIndex={-1}>{safety.title}</h1>
      <Help />
      <Points title={safety.exitTitle} points={safety.exit} />
      <Points title={safety.exitNotTitle} points={safety.exitNot} />
      <Points title={safety.deviceTitle} points={safety.device} />
      <section class="stack">
        <h2>{safety.quietTitle}</h2>
        <p>{safety.quiet}</p>
      </section>
      <section class="stack">
        <h2>{safety.seeTitle}</h2>
        <dl class="who-sees">
          {safety.see.map(([who, what]) => (
            <div key={who}>
              <dt>{who}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </section>
      <div>
        <button
          class="button"
          type="button"
          onClick={() => {
            page.back();
          }}
        >
          {safety.back}
        </button>
      </div>
    </div>
  );
}

function Help(): JSX.Element {
  const { safety } = words;
  return (
    <>
      <section class="stack">
        <h2>{safety.now}</h2>
        <a class="button primary" href={DANGER.href}>
          {DANGER.label}
        </a>
        <p>{DANGER.how}</p>
      </section>
      <section class="stack">
        <h2>{safety.talk}</h2>
        <ul class="lines">
          {LINES.map((line) => (
            <Line key={line.name} line={line} />
          ))}
        </ul>
        <p>{safety.notWatched}</p>
        <p class="quiet small">
          {safety.reviewed(longDate(lastReview()))} {overdue(Date.now()).length > 0 && safety.overdue}
        </p>
      </section>
    </>
  );
}

function Line({ line }: { readonly line: CrisisLine }): JSX.Element {
  return (
    <li lang={line.language}>
      <div>
        <h3>{line.name}</h3>
        <p>{line.how}</p>
      </div>
      <a class="button" href={line.href}>
        {line.label}
      </a>
    </li>
  );
}

function Points(props: { readonly title: string; readonly points: readonly string[] }): JSX.Element {
  return (
    <section class="stack">
      <h2>{props.title}</h2>
      <ul class="points">
        {props.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}
