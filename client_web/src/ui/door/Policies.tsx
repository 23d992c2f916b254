import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Policy } from "../../state/identity_http.ts";
import { NOTICE } from "../../state/registration.ts";
import type { Registering, Registration } from "../../state/registration.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Form } from "../Form.tsx";
import { PolicyText } from "../PolicyText.tsx";
import { Submit } from "../Submit.tsx";
import { DoorPage } from "./DoorPage.tsx";
import { Making } from "./Making.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { stepOf } from "./SignUp.tsx";

interface Props {
  readonly registration: Registration;
  readonly state: Registering;
}

/** What has to be accepted: each read in place, each accepted by itself. */
export function Policies({ registration, state }: Props): JSX.Element {
  const { policies } = words.registration;
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const [missing, setMissing] = useState(0);
  const asked = (state.policies ?? []).filter(({ policy }) => policy !== NOTICE);
  const submit = (): void => {
    const whole = asked.every(({ policy }) => accepted.includes(policy));
    setMissing((times) => (whole ? 0 : times + 1));
    if (whole && state.work === null) void registration.accept();
  };
  return (
    <DoorPage title={policies.title} step={stepOf("policies")} intro={policies.intro}>
      <MistakeNote mistake={state.mistake} shown="password" />
      {state.policies === null ? (
        <Making
          work={state.work}
          failed={state.mistake !== null}
          retry={words.registration.retry}
          onRetry={() => void registration.readPolicies()}
        />
      ) : (
        <Form onSubmit={submit} wrong={missing}>
          {asked.map((policy) => (
            <Accept
              key={policy.policy}
              policy={policy}
              accepted={accepted.includes(policy.policy)}
              wrong={missing > 0 && !accepted.includes(policy.policy)}
              onAccepted={(yes) => {
                setAccepted((before) => [
                  ...before.filter((one) => one !== policy.policy),
                  ...(yes ? [policy.policy] : []),
                ]);
              }}
            />
          ))}
          <Submit label={words.registration.goOn} work={state.work} />
        </Form>
      )}
      <Back registration={registration} />
    </DoorPage>
  );
}

/** The notice of privacy practices asks for nothing but whether it was seen. */
export function Notice({ registration, state }: Props): JSX.Element {
  const { notice } = words.registration;
  const answer = (given: "acknowledged" | "declined"): void => {
    if (state.work === null) void registration.answerNotice(given);
  };
  return (
    <DoorPage title={notice.title} step={stepOf("notice")} intro={notice.intro}>
      <MistakeNote mistake={state.mistake} shown="password" />
      {(state.policies ?? [])
        .filter(({ policy }) => policy === NOTICE)
        .map((policy) => (
          <FullText key={policy.policy} policy={policy} />
        ))}
      <div class="actions">
        <button
          class="button"
          type="button"
          onClick={() => {
            answer("declined");
          }}
        >
          {notice.decline}
        </button>
        <button
          class="button primary"
          type="button"
          onClick={() => {
            answer("acknowledged");
          }}
        >
          {notice.acknowledge}
        </button>
      </div>
      <Back registration={registration} />
    </DoorPage>
  );
}

function Accept(props: {
  readonly policy: Policy;
  readonly accepted: boolean;
  readonly wrong: boolean;
  readonly onAccepted: (accepted: boolean) => void;
}): JSX.Element {
  const { policies } = words.registration;
  const { policy, accepted, wrong } = props;
  const id = `missing-${policy.policy}`;
  return (
    <div class="field">
      <FullText policy={policy} />
      {wrong && (
        <span class="wrong" id={id} role="alert">
          {policies.missing}
        </span>
      )}
      <label class="choice">
        <input
          type="checkbox"
          checked={accepted}
          aria-invalid={wrong}
          aria-describedby={wrong ? id : undefined}
          onChange={(event) => {
            props.onAccepted(event.currentTarget.checked);
          }}
        />
        {policies.accept(policy.title)}
      </label>
    </div>
  );
}

/** The whole text, folded until someone wants to read it. */
function FullText({ policy }: { readonly policy: Policy }): JSX.Element {
  const { policies } = words.registration;
  return (
    <details class="policy">
      <summary>{policies.read(policy.title)}</summary>
      <div class="policy-text" tabIndex={0} role="region" aria-label={policy.title}>
        <p class="quiet small">{policies.version(policy.version, longDate(policy.postedAt))}</p>
        <PolicyText text={policy.text} />
      </div>
    </details>
  );
}

function Back({ registration }: { readonly registration: Registration }): JSX.Element {
  return (
    <p class="aside">
      <button
        class="link"
        type="button"
        onClick={() => {
          registration.back();
        }}
      >
        {words.registration.back}
      </button>
    </p>
  );
}
