import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { changeRecoveryCode } from "../../state/me/rotation.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Done } from "./Done.tsx";
import { MePage } from "./MePage.tsx";
import { Ready } from "./Ready.tsx";
import { WithNewCode } from "./WithNewCode.tsx";

/** Another recovery code: made, written down, asked back, and only then in force. */
export function NewRecoveryCode({ me }: { readonly me: Me }): JSX.Element {
  const [done, setDone] = useState(false);
  const { recoveryCode, parts } = words.me;
  useEffect(() => {
    void me.readCredentials();
  }, [me]);
  return (
    <MePage title={parts["recovery-code"][0]}>
      {done ? (
        <Done>{recoveryCode.done}</Done>
      ) : (
        <Ready read={me.credentials.value} onAgain={() => void me.readCredentials()}>
          {(credentials) => (
            <>
              <p>
                {credentials.recovery === null
                  ? recoveryCode.none
                  : recoveryCode.has(longDate(credentials.recovery.setAt))}
              </p>
              {credentials.recovery !== null && <p>{recoveryCode.means}</p>}
              <WithNewCode
                me={me}
                submit={recoveryCode.start}
                onAct={(stepUp) => changeRecoveryCode(me.ports, stepUp, credentials)}
                onDone={() => {
                  setDone(true);
                }}
              />
            </>
          )}
        </Ready>
      )}
    </MePage>
  );
}
