import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Credentials } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import { rotate } from "../../state/me/rotation.ts";
import { words } from "../../words/words.ts";
import { Groups } from "../door/Groups.tsx";
import { LogChecked } from "../RecordLog.tsx";
import { Opened } from "../Opened.tsx";
import { Done } from "./Done.tsx";
import { MePage } from "./MePage.tsx";
import { Ready } from "./Ready.tsx";
import { WithNewCode } from "./WithNewCode.tsx";

/** Fingerprints to compare, and new keys when the old ones may be in other hands. */
export function Keys({ me }: { readonly me: Me }): JSX.Element {
  const { keys, parts } = words.me;
  useEffect(() => {
    void me.readCredentials();
    void me.readFingerprints();
  }, [me]);
  const fingerprints = me.fingerprints.value;
  return (
    <MePage title={parts.keys[0]}>
      {fingerprints !== null && (
        <dl class="secret">
          <Fingerprint name={keys.own} groups={fingerprints.own} use={keys.ownUse} />
          <Fingerprint name={keys.root} groups={fingerprints.root} use={keys.rootUse} />
        </dl>
      )}
      <LogChecked />
      <section class="stack wide">
        <h2>{keys.rotateTitle}</h2>
        <Ready read={me.credentials.value} onAgain={() => void me.readCredentials()}>
          {(credentials) => <Rotate me={me} credentials={credentials} />}
        </Ready>
      </section>
    </MePage>
  );
}

function Fingerprint(props: {
  readonly name: string;
  readonly groups: readonly string[];
  readonly use: string;
}): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <Groups groups={props.groups} />
        <p class="quiet small">{props.use}</p>
      </dd>
    </div>
  );
}

function Rotate({ me, credentials }: { readonly me: Me; readonly credentials: Credentials }): JSX.Element {
  const [step, setStep] = useState<"closed" | "open" | "done">("closed");
  const { keys } = words.me;
  if (step === "done") return <Done>{keys.done}</Done>;
  return (
    <>
      <p>{keys.rotateWhen}</p>
      {step === "closed" ? (
        <button
          class="button warn"
          type="button"
          onClick={() => {
            setStep("open");
          }}
        >
          {keys.start}
        </button>
      ) : (
        <Opened label={keys.rotateTitle}>
          <ul class="points">
            {keys.rotateMeans.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
          <WithNewCode
            me={me}
            submit={keys.submit}
            onCancel={() => {
              setStep("closed");
            }}
            onAct={(stepUp) => rotate(me.ports, stepUp, credentials)}
            onDone={() => {
              setStep("done");
              void me.keysChanged();
            }}
          />
        </Opened>
      )}
    </>
  );
}
