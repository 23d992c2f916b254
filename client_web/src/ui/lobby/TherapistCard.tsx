import type { JSX } from "preact";
import type { Therapist } from "../../state/lobby_http.ts";
import { addressOf } from "../../state/place.ts";
import { approachName } from "../../words/english/approaches.ts";
import { languageName } from "../../words/languages.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { Portrait } from "./Portrait.tsx";

/** One therapist among all; the name leads to the page about them. */
export function TherapistCard({ therapist }: { readonly therapist: Therapist }): JSX.Element {
  const page = usePage();
  const { name, credentials, approaches, languages } = therapist;
  return (
    <li class="card person">
      <Portrait of={therapist} />
      <div class="card-words">
        <h2>
          <a
            href={addressOf({ name: "therapist" })}
            aria-label={words.lobby.therapists.read(name)}
            onClick={(event) => {
              event.preventDefault();
              page.go({ name: "therapist", of: therapist.therapist });
            }}
          >
            {name}
          </a>
        </h2>
        {credentials !== "" && <p>{credentials}</p>}
        {approaches.length > 0 && <p class="quiet small">{approaches.map(approachName).join(" · ")}</p>}
        {languages.length > 0 && <p class="quiet small">{languages.map(languageName).join(" · ")}</p>}
      </div>
    </li>
  );
}
