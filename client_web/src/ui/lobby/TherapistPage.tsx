import type { JSX } from "preact";
import type { Therapist } from "../../state/lobby_http.ts";
import { approachName } from "../../words/english/approaches.ts";
import { languageName } from "../../words/languages.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { usePage } from "../page.ts";
import { Portrait } from "./Portrait.tsx";
import { Waiting } from "./Waiting.tsx";

/** The page of one therapist. Who it is stands in the tab's history, not in the address. */
export function TherapistPage({ therapist }: { readonly therapist: string | null }): JSX.Element {
  const { directory } = usePage().entrance.lobby;
  return (
    <div class="page">
      <BackTo to={{ name: "therapists" }} label={words.lobby.therapist.all} />
      <Waiting reading={directory.reading}>
        {(all) => {
          const found = all.find((one) => one.therapist === therapist);
          return found === undefined ? <Gone /> : <Profile therapist={found} />;
        }}
      </Waiting>
    </div>
  );
}

function Gone(): JSX.Element {
  const { goneTitle, gone } = words.lobby.therapist;
  return (
    <div class="stack">
      <h1 tabIndex={-1}>{goneTitle}</h1>
      <p>{gone}</p>
    </div>
  );
}

function Profile({ therapist }: { readonly therapist: Therapist }): JSX.Element {
  const { name, credentials, approaches, languages, about } = therapist;
  const { therapist: said } = words.lobby;
  return (
    <>
      <div class="profile-head">
        <Portrait of={therapist} large />
        <div class="card-words">
          <h1 tabIndex={-1}>{name}</h1>
          {credentials !== "" && <p>{credentials}</p>}
        </div>
      </div>
      <Words title={said.approaches} all={approaches.map(approachName)} />
      <Words title={said.languages} all={languages.map(languageName)} />
      {about.trim() !== "" && (
        <section class="stack">
          <h2>{said.aboutTitle}</h2>
          {about.split(/\n{2,}/).map((paragraph, at) => (
            <p key={at}>{paragraph}</p>
          ))}
        </section>
      )}
      <Wish therapist={therapist} />
    </>
  );
}

function Words(props: { readonly title: string; readonly all: readonly string[] }): JSX.Element | null {
  if (props.all.length === 0) return null;
  return (
    <section class="stack">
      <h2>{props.title}</h2>
      <ul class="points">
        {props.all.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </section>
  );
}

/** Who has no account yet goes on to sign up, and the page remembers whom they would like to see. */
function Wish({ therapist }: { readonly therapist: Therapist }): JSX.Element | null {
  const page = usePage();
  const { wish, wishMeans } = words.lobby.therapist;
  if (page.entrance.standing.value.kind !== "out") return null;
  return (
    <div class="stack">
      <button
        class="button primary"
        type="button"
        onClick={() => {
          page.entrance.lobby.wish.value = therapist;
          page.go({ name: "sign-up" });
        }}
      >
        {wish(therapist.name)}
      </button>
      <p class="quiet small">{wishMeans}</p>
    </div>
  );
}
