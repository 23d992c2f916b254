import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Mistake } from "../../state/mistake.ts";
import type { Work } from "../../state/work.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { mistakeWords } from "../mistake.ts";
import { Note } from "../Note.tsx";
import { PasswordField } from "../PasswordField.tsx";
import { Submit } from "../Submit.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { digitsOf, NumberField } from "./NumberField.tsx";

/** Number and recovery code, and the password where it is asked too. What cannot be undone is said just above the button. */
export function ByCode(props: {
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly submit: string;
  readonly warning?: string;
  readonly password?: boolean;
  readonly onSubmit: (given: { readonly number: string; readonly password: string; readonly code: string }) => void;
}): JSX.Element {
  const { work, mistake } = props;
  const { mistakes } = words.door;
  const text = words.recovery.code;
  const asksPassword = props.password === true;
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [empty, setEmpty] = useState(0);
  const slip = mistake?.kind === "proof" ? mistake : null;
  const ofCode = slip?.reason.startsWith("recovery ") === true;
  const ofNumber = slip?.reason === "bad_number";
  const said = slip === null ? null : mistakeWords(slip, "recovery");
  const submit = (): void => {
    const whole = digitsOf(number) !== "" && code.trim() !== "" && (!asksPassword || password !== "");
    setEmpty((times) => (whole ? 0 : times + 1));
    if (whole && work === null) props.onSubmit({ number: digitsOf(number), password, code });
  };
  return (
    <>
      {!ofCode && !ofNumber && <MistakeNote mistake={mistake} shown="recovery" />}
      <Form onSubmit={submit} wrong={slip ?? empty}>
        <NumberField
          wrong={empty > 0 && digitsOf(number) === "" ? mistakes.empty_number : ofNumber ? said : null}
          value={number}
          onValue={setNumber}
        />
        {asksPassword && (
          <PasswordField
            label={words.door.password}
            wrong={empty > 0 && password === "" ? mistakes.empty_password : null}
            autocomplete="current-password"
            value={password}
            onValue={setPassword}
          />
        )}
        <Field
          label={text.field}
          hint={text.fieldHint}
          wrong={empty > 0 && code.trim() === "" ? mistakes.empty_recovery : ofCode ? said : null}
          value={code}
          onValue={setCode}
          attributes={{ name: "recovery-code", autocomplete: "off", spellcheck: false, autocapitalize: "characters" }}
        />
        {props.warning !== undefined && <Note icon="alert">{props.warning}</Note>}
        <Submit label={props.submit} work={work} warn={props.warning !== undefined} />
      </Form>
    </>
  );
}
