import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Credentials } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import { base32, confirmTotp, otpauth, removeTotp, startTotp } from "../../state/me/totp.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Groups } from "../door/Groups.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { Submit } from "../Submit.tsx";
import { useAct } from "./act.ts";
import { Done } from "./Done.tsx";
import { Square } from "./Square.tsx";
import { StepUpForm } from "./StepUpForm.tsx";

type Step =
  | { readonly kind: "rest" }
  | { readonly kind: "prove"; readonly what: "start" | "remove" }
  | { readonly kind: "scan"; readonly secret: Uint8Array; readonly number: string }
  | { readonly kind: "done"; readonly what: "start" | "remove" };

/** Six digits from an app (RFC 6238): set up, tried once, and only then in force. */
export function CodeApp(props: {
  readonly me: Me;
  readonly credentials: Credentials;
  readonly onChange: () => void;
}): JSX.Element {
  const { me, credentials, onChange } = props;
  const act = useAct();
  const [step, setStep] = useState<Step>({ kind: "rest" });
  const { factor } = words.me;
  const done = (what: "start" | "remove"): void => {
    setStep({ kind: "done", what });
    onChange();
  };
  return (
    <section class="stack wide">
      <h2>{factor.appTitle}</h2>
      <p>{factor.app}</p>
      {step.kind === "done" && <Done>{step.what === "start" ? factor.appDone : factor.appRemoved}</Done>}
      {credentials.totp !== null && <p class="quiet">{factor.appOn(longDate(credentials.totp.setAt))}</p>}
      {(step.kind === "rest" || step.kind === "done") && (
        <button
          class="button"
          type="button"
          onClick={() => {
            setStep({ kind: "prove", what: credentials.totp === null ? "start" : "remove" });
          }}
        >
          {credentials.totp === null ? factor.appStart : factor.appRemove}
        </button>
      )}
      {step.kind === "prove" && (
        <StepUpForm
          act={act}
          submit={step.what === "start" ? factor.appStart : factor.appRemove}
          onSubmit={(shown) => {
            if (step.what === "remove") {
              void act
                .run("stretching", () => removeTotp(me.ports, shown))
                .then((gone) => {
                  if (gone !== null) done("remove");
                });
              return;
            }
            void act
              .run("stretching", () => startTotp(me.ports, shown))
              .then((started) => {
                if (started !== null) setStep({ kind: "scan", secret: started.value.secret, number: shown.number });
              });
          }}
        />
      )}
      {step.kind === "scan" && (
        <Scan
          me={me}
          {...step}
          onDone={() => {
            done("start");
          }}
        />
      )}
    </section>
  );
}

function Scan(props: {
  readonly me: Me;
  readonly secret: Uint8Array;
  readonly number: string;
  readonly onDone: () => void;
}): JSX.Element {
  const { me, secret, number, onDone } = props;
  const act = useAct();
  const [typed, type] = useState("");
  const { factor } = words.me;
  return (
    <>
      <p>{factor.appScan}</p>
      <Square text={otpauth(secret, number)} label={factor.appPicture} />
      <p>
        {factor.appKey} <Groups groups={base32(secret).match(/.{4}/g) ?? []} />
      </p>
      <Form
        wrong={act.mistake}
        onSubmit={() => {
          void act
            .run("asking", () => confirmTotp(me.ports, typed))
            .then((right) => {
              if (right !== null) onDone();
            });
        }}
      >
        <Field
          label={factor.appCode}
          wrong={null}
          value={typed}
          onValue={type}
          attributes={{ inputMode: "numeric", autocomplete: "one-time-code", name: "code", spellcheck: false }}
        />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={factor.appConfirm} work={act.work} />
      </Form>
    </>
  );
}
