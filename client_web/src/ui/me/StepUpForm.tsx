import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Shown } from "../../state/me/step_up.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { digitsOf, NumberField } from "../door/NumberField.tsx";
import { Form } from "../Form.tsx";
import { PasswordField } from "../PasswordField.tsx";
import { Submit } from "../Submit.tsx";
import type { Act } from "./act.ts";

/** A form that begins with number and password, typed again (protocol.md §1.1, step-up): in the order that password managers know. */
export function StepUpForm(props: {
  readonly act: Act;
  readonly submit: string;
  /** What it does cannot be undone. */
  readonly warn?: boolean;
  readonly onSubmit: (shown: Shown) => void;
  /** Leaves it; not there where the form is the whole page. */
  readonly onCancel?: () => void;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { act, onSubmit, onCancel } = props;
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [tries, setTries] = useState(0);
  const { stepUp } = words.me;
  const { mistakes } = words.door;
  const digits = digitsOf(number);
  const weak = act.mistake?.kind === "password";
  return (
    <Form
      // Whatever is missing after a try has the focus, also where it is among what the form has besides.
      wrong={weak ? act.mistake : tries}
      onSubmit={() => {
        setTries((times) => times + 1);
        if (digits !== "" && password !== "") onSubmit({ number: digits, password });
      }}
    >
      <fieldset class="choices step-up">
        <legend>{stepUp.legend}</legend>
        <p class="quiet small">{stepUp.why}</p>
        <NumberField
          value={number}
          wrong={tries > 0 && digits === "" ? mistakes.empty_number : null}
          onValue={setNumber}
        />
        <PasswordField
          label={stepUp.password}
          autocomplete="current-password"
          wrong={tries > 0 && password === "" ? mistakes.empty_password : null}
          value={password}
          onValue={setPassword}
        />
      </fieldset>
      {props.children}
      {!weak && <MistakeNote mistake={act.mistake} shown="password" />}
      <Submit label={props.submit} work={act.work} warn={props.warn === true} />
      {onCancel !== undefined && (
        <p>
          <button class="link" type="button" onClick={onCancel}>
            {stepUp.cancel}
          </button>
        </p>
      )}
    </Form>
  );
}
