import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { CodeApp } from "./CodeApp.tsx";
import { MePage } from "./MePage.tsx";
import { Passkeys } from "./Passkeys.tsx";
import { Ready } from "./Ready.tsx";

/** What is asked for besides the password. Staff without one see this page and nothing else. */
export function SecondFactors({ me }: { readonly me: Me }): JSX.Element {
  const { entrance } = usePage();
  const { factor, parts } = words.me;
  const missing = entrance.secondFactor.value === "missing";
  useEffect(() => {
    void me.readCredentials();
  }, [me]);
  const changed = (): void => {
    void me.readCredentials();
    void entrance.factorsChanged();
  };
  const body = (
    <>
      {missing && <Note icon="lock">{factor.must}</Note>}
      <p>{factor.intro}</p>
      <Ready read={me.credentials.value} onAgain={() => void me.readCredentials()}>
        {(credentials) => (
          <>
            {credentials.totp === null && credentials.passkeys.length === 0 && <p class="quiet">{factor.first}</p>}
            <CodeApp me={me} credentials={credentials} onChange={changed} />
            <Passkeys me={me} credentials={credentials} onChange={changed} />
          </>
        )}
      </Ready>
    </>
  );
  if (!missing) return <MePage title={parts["second-factor"][0]}>{body}</MePage>;
  return (
    <div class="page narrow me">
      <h1 tabIndex={-1}>{parts["second-factor"][0]}</h1>
      {body}
    </div>
  );
}
