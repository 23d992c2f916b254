import type { JSX } from "preact";
import type { Credentials } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import { removePasskey } from "../../state/me/passkey.ts";
import type { Passkey } from "../../state/me/passkey.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { Opened } from "../Opened.tsx";
import { useAct } from "./act.ts";
import { StepUpForm } from "./StepUpForm.tsx";

/** Gives one passkey up. */
export function RemovePasskey(props: {
  readonly me: Me;
  readonly credentials: Credentials;
  readonly passkey: Passkey;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { me, credentials, passkey, onDone, onCancel } = props;
  const act = useAct();
  const { factor } = words.me;
  // Refused by the service too; said here before anyone types a password for nothing.
  if (credentials.staff && credentials.passkeys.length === 1 && credentials.totp === null) {
    return (
      <Opened label={factor.removeTitle(passkey.name)}>
        <Note icon="alert">{factor.last}</Note>
      </Opened>
    );
  }
  return (
    <Opened label={factor.removeTitle(passkey.name)}>
      <h3>{factor.removeTitle(passkey.name)}</h3>
      <StepUpForm
        act={act}
        submit={factor.remove}
        onCancel={onCancel}
        onSubmit={(shown) => {
          void act
            .run("stretching", () => removePasskey(me.ports, shown, passkey, credentials))
            .then((removed) => {
              if (removed !== null) onDone();
            });
        }}
      />
    </Opened>
  );
}
