import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Credentials } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import type { Shown } from "../../state/me/step_up.ts";
import { base32, confirmTotp, otpauth, removeTotp, startTotp } from "../../state/me/totp.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Groups } from "../door/Groups.tsx";
import { SixDigits } from "../door/SixDigits.tsx";
import { Opened } from "../Opened.tsx";
import { useAct } from "./act.ts";
import { Done } from "./Done.tsx";
import { Square } from "./Square.tsx";
import { StepUpForm } from "./StepUpForm.tsx";

type What = "start" | "remove";
type Step =
  | { readonly kind: "rest" }
  | { readonly kind: "prove"; readonly what: What }
  | { readonly kind: "scan"; readonly secret: Uint8Array; readonly number: string }
  | { readonly kind: "done"; readonly what: What };

interface Props {
  readonly me: Me;
  readonly credentials: Credentials;
  readonly onChange: () => void;
}

/** Six digits from an app (RFC 6238): set up, tried once, and only then in force. */
export function CodeApp({ me, credentials, onChange }: Props): JSX.Element {
  const [step, setStep] = useState<Step>({ kind: "rest" });
  const { factor } = words.me;
  const done = (what: What): void => {
    setStep({ kind: "done", what });
    onChange();
  };
  const what: What = credentials.totp === null ? "start" : "remove";
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
            setStep({ kind: "prove", what });
          }}
        >
          {submitOf(what)}
        </button>
      )}
      {step.kind === "prove" && (
        <Prove
          me={me}
          what={step.what}
          onScan={(secret, number) => {
            setStep({ kind: "scan", secret, number });
          }}
          onRemoved={() => {
            done("remove");
          }}
          onCancel={() => {
            setStep({ kind: "rest" });
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
          onAgain={() => {
            setStep({ kind: "prove", what: "start" });
          }}
        />
      )}
    </section>
  );
}

function submitOf(what: What): string {
  return what === "start" ? words.me.factor.appStart : words.me.factor.appRemove;
}

function Prove(props: {
  readonly me: Me;
  readonly what: What;
  readonly onScan: (secret: Uint8Array, number: string) => void;
  readonly onRemoved: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { me, what } = props;
  const act = useAct();
  const prove = async (shown: Shown): Promise<void> => {
    if (what === "remove") {
      if ((await act.run("stretching", () => removeTotp(me.ports, shown))) !== null) props.onRemoved();
      return;
    }
    const started = await act.run("stretching", () => startTotp(me.ports, shown));
    if (started !== null) props.onScan(started.value.secret, shown.number);
  };
  return (
    <Opened label={submitOf(what)}>
      <StepUpForm act={act} submit={submitOf(what)} onSubmit={(shown) => void prove(shown)} onCancel={props.onCancel} />
    </Opened>
  );
}

function Scan(props: {
  readonly me: Me;
  readonly secret: Uint8Array;
  readonly number: string;
  readonly onDone: () => void;
  readonly onAgain: () => void;
}): JSX.Element {
  const { me, secret, number } = props;
  const act = useAct();
  const { factor } = words.me;
  const confirm = async (typed: string): Promise<void> => {
    if ((await act.run("asking", () => confirmTotp(me.ports, typed))) !== null) props.onDone();
  };
  return (
    <Opened label={factor.appStart}>
      <p>{factor.appScan}</p>
      <Square text={otpauth(secret, number)} label={factor.appPicture} />
      <p>
        {factor.appKey} <Groups groups={base32(secret).match(/.{4}/g) ?? []} />
      </p>
      <SixDigits
        label={factor.appCode}
        submit={factor.appConfirm}
        work={act.work}
        mistake={act.mistake}
        onCode={(typed) => void confirm(typed)}
      />
      {act.mistake?.kind === "over" && (
        <button class="button" type="button" onClick={props.onAgain}>
          {factor.appAgain}
        </button>
      )}
    </Opened>
  );
}
