import type { JSX } from "preact";
import { addressOf } from "../../state/place.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { partsFor } from "./parts.tsx";

/** Everything about one's own account, as a list of ways on. */
export function MeOverview({ role }: { readonly role: string }): JSX.Element {
  const page = usePage();
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{words.me.title}</h1>
        <p class="quiet">{words.me.intro}</p>
      </div>
      <ul class="ways-on">
        {partsFor(role).map((part) => {
          const [title, what] = words.me.parts[part];
          return (
            <li key={part}>
              <a
                class="way-on"
                href={addressOf({ name: "me", part })}
                onClick={(event) => {
                  event.preventDefault();
                  page.go({ name: "me", part });
                }}
              >
                <strong>{title}</strong>
                <span class="quiet">{what}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
