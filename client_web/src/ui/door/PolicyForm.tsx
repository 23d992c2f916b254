import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Policy } from "../../state/identity_http.ts";
import type { Work } from "../../state/work.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Form } from "../Form.tsx";
import { PolicyText } from "../PolicyText.tsx";
import { Submit } from "../Submit.tsx";

/** Documents that must be accepted: each read in place, each accepted by itself. */
export function PolicyForm(props: {
  readonly asked: readonly Policy[];
  readonly work: Work | null;
  /** Said beside each that was not accepted. */
  readonly missing: string;
  /** Which were accepted, where that outlasts this form. */
  readonly accepted?: Signal<readonly string[]>;
  readonly onAccept: () => void;
}): JSX.Element {
  const { asked, work } = props;
  const here = useSignal<readonly string[]>([]);
  const ticked = props.accepted ?? here;
  const accepted = ticked.value;
  const [missing, setMissing] = useState(0);
  const submit = (): void => {
    const whole = asked.every(({ policy }) => accepted.includes(policy));
    setMissing((times) => (whole ? 0 : times + 1));
    if (whole && work === null) props.onAccept();
  };
  return (
    <Form onSubmit={submit} wrong={missing}>
      {asked.map((policy) => (
        <Accept
          key={policy.policy}
          policy={policy}
          accepted={accepted.includes(policy.policy)}
          missing={missing > 0 && !accepted.includes(policy.policy) ? props.missing : null}
          onAccepted={(yes) => {
            const others = ticked.peek().filter((one) => one !== policy.policy);
            ticked.value = yes ? [...others, policy.policy] : others;
          }}
        />
      ))}
      <Submit label={words.registration.goOn} work={work} />
    </Form>
  );
}

/** The notice of privacy practices asks for nothing but whether it was seen. */
export function NoticeAnswer(props: {
  readonly notice: Policy | undefined;
  readonly work: Work | null;
  readonly onAnswer: (answer: "acknowledged" | "declined") => void;
}): JSX.Element {
  const { decline, acknowledge } = words.registration.notice;
  const answer = (given: "acknowledged" | "declined"): void => {
    if (props.work === null) props.onAnswer(given);
  };
  return (
    <>
      {props.notice !== undefined && <FullText policy={props.notice} />}
      <div class="actions">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            answer("acknowledged");
          }}
        >
          {acknowledge}
        </button>
        <button
          class="button"
          type="button"
          onClick={() => {
            answer("declined");
          }}
        >
          {decline}
        </button>
      </div>
    </>
  );
}

function Accept(props: {
  readonly policy: Policy;
  readonly accepted: boolean;
  /** What is said when it was not accepted. */
  readonly missing: string | null;
  readonly onAccepted: (accepted: boolean) => void;
}): JSX.Element {
  const { policies } = words.registration;
  const { policy, accepted, missing } = props;
  const wrong = missing !== null;
  const id = `missing-${policy.policy}`;
  return (
    <div class="field">
      <FullText policy={policy} />
      {wrong && (
        <span class="wrong" id={id} role="alert">
          {missing}
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
export function FullText({ policy }: { readonly policy: Policy }): JSX.Element {
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
