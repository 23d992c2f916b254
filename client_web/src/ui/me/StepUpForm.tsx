import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Shown } from "../../state/me/step_up.ts";
import { words } from "../../words/words.ts";
import { digitsOf, NumberField } from "../door/NumberField.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Form } from "../Form.tsx";
import { PasswordField } from "../PasswordField.tsx";
import { Submit } from "../Submit.tsx";
import type { Act } from "./act.ts";

/** A form that begins with number and password, typed again (protocol.md §1.1, step-up): in the order that password managers know. */
export function StepUpForm(props: {
  readonly act: Act;
  readonly submit: string;
  readonly onSubmit: (shown: Shown) => void;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { act, submit, onSubmit, children } = props;
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [empty, setEmpty] = useState(false);
  const { stepUp } = words.me;
  const { mistakes } = words.door;
  const digits = digitsOf(number);
  return (
    <Form
      wrong={empty ? "empty" : act.mistake}
      onSubmit={() => {
        const missing = digits === "" || password === "";
        setEmpty(missing);
        if (!missing) onSubmit({ number: digits, password });
      }}
    >
      <fieldset class="choices step-up">
        <legend>{stepUp.legend}</legend>
        <p class="quiet small">{stepUp.why}</p>
        <NumberField value={number} wrong={empty && digits === "" ? mistakes.empty_number : null} onValue={setNumber} />
        <PasswordField
          label={stepUp.password}
          autocomplete="current-password"
          wrong={empty && password === "" ? mistakes.empty_password : null}
          value={password}
          onValue={setPassword}
        />
      </fieldset>
      {children}
      <MistakeNote mistake={act.mistake} shown="password" />
      <Submit label={submit} work={act.work} />
    </Form>
  );
}
