import type { JSX } from "preact";
import { words } from "../words/words.ts";
import { usePage } from "./page.ts";

/** Crisis help: reachable by everyone, signed in or not, and with nothing to load. */
export function Safety(): JSX.Element {
  const page = usePage();
  const { safety } = words;
  return (
    <div class="page">
      <h1 tabIndex={-1}>{safety.title}</h1>
      <section class="stack">
        <h2>{safety.now}</h2>
        <a class="button primary" href="tel:911">
          {safety.call911}
        </a>
        <p>{safety.callText}</p>
      </section>
      <section class="stack">
        <h2>{safety.talk}</h2>
        <ul class="lines">
          {safety.lines.map((line) => (
            <li key={line.name} lang={line.name === safety.spanish ? "es" : undefined}>
              <div>
                <h3>{line.name}</h3>
                <p>{line.how}</p>
              </div>
              <a class="button" href={line.href}>
                {line.label}
              </a>
            </li>
          ))}
        </ul>
        <p>{safety.notWatched}</p>
      </section>
      <section class="stack">
        <h2>{safety.device}</h2>
        <p>{safety.leave}</p>
        <p>{safety.history}</p>
        <p>{safety.saved}</p>
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
