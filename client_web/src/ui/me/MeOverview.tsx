import type { JSX } from "preact";
import { addressOf, ME_PARTS } from "../../state/place.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";

/** Everything about one's own account, as a list of ways on. */
export function MeOverview({ role }: { readonly role: string }): JSX.Element {
  const page = usePage();
  const parts = ME_PARTS.filter((part) => part !== "card" || role === "client");
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{words.me.title}</h1>
        <p class="quiet">{words.me.intro}</p>
      </div>
      <ul class="ways-on">
        {parts.map((part) => {
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
