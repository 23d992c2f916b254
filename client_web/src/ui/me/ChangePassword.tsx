import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { changePassword } from "../../state/me/password.ts";
import { words } from "../../words/words.ts";
import { NewPasswordField } from "../PasswordField.tsx";
import { useAct } from "./act.ts";
import { Done } from "./Done.tsx";
import { MePage } from "./MePage.tsx";
import { Ready } from "./Ready.tsx";
import { StepUpForm } from "./StepUpForm.tsx";

/** Another password: the account secret is wrapped anew, and nothing is lost. */
export function ChangePassword({ me }: { readonly me: Me }): JSX.Element {
  const act = useAct();
  const [next, setNext] = useState("");
  const [done, setDone] = useState(false);
  const { password, parts } = words.me;
  useEffect(() => {
    void me.readCredentials();
  }, [me]);
  const weak = act.mistake?.kind === "password" ? words.password.weakness[act.mistake.weakness] : null;
  return (
    <MePage title={parts.password[0]}>
      {done ? (
        <Done>{password.done}</Done>
      ) : (
        <Ready read={me.credentials.value} onAgain={() => void me.readCredentials()}>
          {(credentials) => (
            <>
              <p>{credentials.staff && credentials.passkeys.length > 0 ? password.meansStaff : password.means}</p>
              <StepUpForm
                act={act}
                submit={password.submit}
                onSubmit={(shown) => {
                  void act
                    .run("stretching", () => changePassword(me.ports, shown, next, credentials))
                    .then((changed) => {
                      setDone(changed !== null);
                    });
                }}
              >
                <NewPasswordField label={password.next} wrong={weak} value={next} onValue={setNext} />
              </StepUpForm>
            </>
          )}
        </Ready>
      )}
    </MePage>
  );
}
