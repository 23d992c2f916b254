import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Credentials } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import { keyOf } from "../../state/id.ts";
import type { Passkey } from "../../state/me/passkey.ts";
import { longDate, when } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { AddPasskey } from "./AddPasskey.tsx";
import { Done } from "./Done.tsx";
import { RemovePasskey } from "./RemovePasskey.tsx";

type Step =
  | { readonly kind: "rest" }
  | { readonly kind: "add" }
  | { readonly kind: "remove"; readonly passkey: Passkey }
  | { readonly kind: "done"; readonly what: "add" | "remove" };

/** Passkeys: added, listed, given up (crypto.md §3.8). */
export function Passkeys(props: {
  readonly me: Me;
  readonly credentials: Credentials;
  readonly onChange: () => void;
}): JSX.Element {
  const { me, credentials, onChange } = props;
  const [step, setStep] = useState<Step>({ kind: "rest" });
  const { factor } = words.me;
  const rest = (): void => {
    setStep({ kind: "rest" });
  };
  const done = (what: "add" | "remove"): void => {
    setStep({ kind: "done", what });
    onChange();
  };
  return (
    <section class="stack wide">
      <h2>{factor.passkeysTitle}</h2>
      <p>{factor.passkeys}</p>
      <p class="quiet">{credentials.staff ? factor.passkeysStaff : factor.passkeysClient}</p>
      {step.kind === "done" && <Done>{step.what === "add" ? factor.addDone : factor.removed}</Done>}
      <List
        passkeys={credentials.passkeys}
        onRemove={(passkey) => {
          setStep({ kind: "remove", passkey });
        }}
      />
      {!me.ports.passkeys.available() && <Note icon="help">{factor.notKnown}</Note>}
      {step.kind !== "add" && me.ports.passkeys.available() && (
        <button
          class="button"
          type="button"
          onClick={() => {
            setStep({ kind: "add" });
          }}
        >
          {factor.add}
        </button>
      )}
      {step.kind === "add" && (
        <AddPasskey
          me={me}
          onDone={() => {
            done("add");
          }}
          onCancel={rest}
        />
      )}
      {step.kind === "remove" && (
        <RemovePasskey
          key={keyOf(step.passkey.passkey)}
          me={me}
          credentials={credentials}
          passkey={step.passkey}
          onDone={() => {
            done("remove");
          }}
          onCancel={rest}
        />
      )}
    </section>
  );
}

function List(props: {
  readonly passkeys: readonly Passkey[];
  readonly onRemove: (passkey: Passkey) => void;
}): JSX.Element {
  const { factor } = words.me;
  return (
    <ul class={props.passkeys.length > 0 ? "lines" : ""}>
      {props.passkeys.map((passkey) => (
        <li key={keyOf(passkey.passkey)}>
          <div>
            <strong>{passkey.name}</strong>
            <p class="quiet small">
              {factor.added(
                longDate(passkey.addedAt),
                passkey.usedAt === null ? null : when(passkey.usedAt, Date.now()),
              )}
            </p>
          </div>
          <button
            class="button"
            type="button"
            aria-label={factor.removeLong(passkey.name)}
            onClick={() => {
              props.onRemove(passkey);
            }}
          >
            {factor.remove}
          </button>
        </li>
      ))}
    </ul>
  );
}
