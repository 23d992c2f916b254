import type { JSX } from "preact";
import type { Policy } from "../../state/identity_http.ts";
import { AGREEMENT } from "../../state/policies.ts";
import { words } from "../../words/words.ts";
import { FullText } from "../door/PolicyForm.tsx";
import { usePage } from "../page.ts";
import { Waiting } from "./Waiting.tsx";

/** The documents in force, to be read by anyone. */
export function PolicyPage(): JSX.Element {
  const { policies } = usePage().entrance.lobby;
  const { title, intro, staffTitle, staff, emptyTitle, empty } = words.lobby.policies;
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
            <>
              <Texts policies={all.filter(({ policy }) => policy !== AGREEMENT)} />
              {all.some(({ policy }) => policy === AGREEMENT) && (
                <section class="stack">
                  <h2>{staffTitle}</h2>
                  <p class="quiet">{staff}</p>
                  <Texts policies={all.filter(({ policy }) => policy === AGREEMENT)} />
                </section>
              )}
            </>
          )
        }
      </Waiting>
    </div>
  );
}

function Texts({ policies }: { readonly policies: readonly Policy[] }): JSX.Element {
  return (
    <ul class="cards">
      {policies.map((policy) => (
        <li key={policy.policy}>
          <FullText policy={policy} />
        </li>
      ))}
    </ul>
  );
}
