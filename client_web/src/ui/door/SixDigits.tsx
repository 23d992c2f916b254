import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Mistake } from "../../state/mistake.ts";
import type { Work } from "../../state/work.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { mistakeWords } from "../mistake.ts";
import { Submit } from "../Submit.tsx";
import { MistakeNote } from "./MistakeNote.tsx";

/** A form for the six digits of a code app. What is wrong with the digits is said beside them; anything else above. */
export function SixDigits(props: {
  readonly label: string;
  readonly submit: string;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly onCode: (typed: string) => void;
}): JSX.Element {
  const [typed, type] = useState("");
  const { work, mistake } = props;
  const ofDigits = mistake !== null && isOfDigits(mistake);
  return (
    <Form
      wrong={mistake}
      onSubmit={() => {
        if (work === null) props.onCode(typed);
      }}
    >
      {!ofDigits && <MistakeNote mistake={mistake} shown="password" />}
      <Field
        label={props.label}
        hint={words.door.second.codeHint}
        wrong={ofDigits ? mistakeWords(mistake, "password") : null}
        value={typed}
        onValue={type}
        attributes={{ inputMode: "numeric", autocomplete: "one-time-code", name: "code", spellcheck: false }}
      />
      <Submit label={props.submit} work={work} />
    </Form>
  );
}

function isOfDigits(mistake: Mistake): boolean {
  return mistake.kind === "digits" || (mistake.kind === "refused" && mistake.code === "wrong_code");
}
