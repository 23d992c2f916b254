import type { JSX } from "preact";
import type { ExitExplained } from "../../state/exit_explained.ts";
import { words } from "../../words/words.ts";
import { DoorPage } from "./DoorPage.tsx";
import { PlaceLink } from "./PlaceLink.tsx";

/** How to leave quickly, and what that does not do: read once, before the first conversation. */
export function Interruption({ exit }: { readonly exit: ExitExplained }): JSX.Element {
  const { title, intro, ways, doesTitle, does, notTitle, not, more, goOn } = words.beforehand.exit;
  return (
    <DoorPage title={title}>
      <section class="stack">
        <p>{intro}</p>
        <Points points={ways} />
      </section>
      <section class="stack">
        <h2>{doesTitle}</h2>
        <Points points={does} />
      </section>
      <section class="stack">
        <h2>{notTitle}</h2>
        <Points points={not} />
      </section>
      <p class="aside">
        <PlaceLink to={{ name: "safety" }} label={more} />
      </p>
      <div class="actions">
        <button class="button primary" type="button" onClick={() => void exit.acknowledge()}>
          {goOn}
        </button>
      </div>
    </DoorPage>
  );
}

function Points({ points }: { readonly points: readonly string[] }): JSX.Element {
  return (
    <ul class="points">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}
