import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Mistake } from "../../state/mistake.ts";
import type { Work } from "../../state/work.ts";
import { words } from "../../words/words.ts";
import { Form } from "../Form.tsx";
import { mistakeWords } from "../mistake.ts";
import { NewPasswordField } from "../PasswordField.tsx";
import { Submit } from "../Submit.tsx";
import { MistakeNote } from "./MistakeNote.tsx";

/** A form for a new password of the account `number`, which a password manager keeps with it. */
export function ChoosePassword(props: {
  readonly number: string;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly submit: string;
  /** What is typed, where that outlasts this form. */
  readonly typed?: Signal<string>;
  readonly onChoose: (password: string) => void;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { mistake, work } = props;
  const here = useSignal("");
  const typed = props.typed ?? here;
  const password = typed.value;
  const [empty, setEmpty] = useState(0);
  const weak = mistake?.kind === "password" ? mistakeWords(mistake, "password") : null;
  return (
    <>
      {weak === null && <MistakeNote mistake={mistake} shown="password" />}
      <Form
        wrong={weak === null ? empty : mistake}
        onSubmit={() => {
          setEmpty((times) => (password === "" ? times + 1 : 0));
          if (password !== "" && work === null) props.onChoose(password);
        }}
      >
        <input
          class="hidden"
          type="text"
          name="username"
          autocomplete="username"
          value={props.number}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <NewPasswordField
          label={words.password.choose}
          wrong={empty > 0 && password === "" ? words.door.mistakes.empty_password : weak}
          value={password}
          onValue={(value) => {
            typed.value = value;
          }}
        />
        <Submit label={props.submit} work={work} />
      </Form>
    </>
  );
}
