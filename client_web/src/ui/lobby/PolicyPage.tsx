import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { FullText } from "../door/PolicyForm.tsx";
import { usePage } from "../page.ts";
import { Waiting } from "./Waiting.tsx";

/** The documents in force, to be read by anyone. */
export function PolicyPage(): JSX.Element {
  const { policies } = usePage().entrance.lobby;
  const { title, intro, emptyTitle, empty } = words.lobby.policies;
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{title}</h1>
        <p class="quiet">{intro}</p>
      </div>
      <Waiting reading={policies}>
        {(all) =>
          all.length === 0 ? (
            <div class="state">
              <h2>{emptyTitle}</h2>
              <p>{empty}</p>
            </div>
          ) : (
            <ul class="cards">
              {all.map((policy) => (
                <li key={policy.policy}>
                  <FullText policy={policy} />
                </li>
              ))}
            </ul>
          )
        }
      </Waiting>
    </div>
  );
}
