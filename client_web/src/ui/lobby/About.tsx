import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";

/** What this is, what it is not, and where to go from here. */
export function About(): JSX.Element {
  const { about } = words.lobby;
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{about.title}</h1>
        <p class="lead">{about.intro}</p>
      </div>
      <section class="stack">
        <h2>{about.howTitle}</h2>
        <ol class="numbered">
          {about.how.map(([title, what]) => (
            <li key={title}>
              <strong>{title}</strong>
              <p>{what}</p>
            </li>
          ))}
        </ol>
      </section>
      <section class="stack">
        <h2>{about.privateTitle}</h2>
        <ul class="points">
          {about.private.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </section>
      <section class="stack wide">
        <h2>{about.notTitle}</h2>
        <Note icon="alert">
          <p>{about.not}</p>
        </Note>
      </section>
      <Ways />
    </div>
  );
}

function Ways(): JSX.Element {
  const { entrance } = usePage();
  const { about } = words.lobby;
  const signedIn = entrance.standing.value.kind === "in";
  return (
    <section class="stack">
      <h2>{about.nextTitle}</h2>
      <ul class="ways">
        <li>
          <PlaceLink to={{ name: "therapists" }} label={about.therapists} />
        </li>
        {!signedIn && (
          <>
            <li>
              <PlaceLink to={{ name: "sign-up" }} label={about.signUp} />
            </li>
            <li>
              <PlaceLink to={{ name: "home" }} label={about.signIn} />
            </li>
          </>
        )}
        <li>
          <PlaceLink to={{ name: "policies" }} label={about.policies} />
        </li>
        <li>
          <PlaceLink to={{ name: "report" }} label={about.report} />
        </li>
      </ul>
    </section>
  );
}
