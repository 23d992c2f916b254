import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SecondFactorAsked } from "../../state/identity_http.ts";
import type { Mistake } from "../../state/mistake.ts";
import type { Work } from "../../state/work.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { mistakeWords } from "../mistake.ts";
import { Submit } from "../Submit.tsx";
import { DoorPage } from "./DoorPage.tsx";
import { MistakeNote } from "./MistakeNote.tsx";

/** The second factor: six digits, a passkey, or either. */
export function SecondFactor(props: {
  readonly asked: SecondFactorAsked;
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly onCode: (typed: string) => void;
  readonly onPasskey: () => void;
  readonly onLost: () => void;
  readonly onBack: () => void;
}): JSX.Element {
  const { asked, work, mistake } = props;
  const { second } = words.door;
  const ofCode = mistake !== null && (mistake.kind === "digits" || isWrongCode(mistake));
  return (
    <DoorPage title={second.title} intro={second.intro}>
      {!ofCode && <MistakeNote mistake={mistake} shown="password" />}
      {asked.totp && (
        <Code
          work={work}
          mistake={ofCode ? mistake : null}
          onCode={(typed) => {
            if (work === null) props.onCode(typed);
          }}
        />
      )}
      {asked.passkey !== null && (
        <div class="submit">
          <button
            class={asked.totp ? "button" : "button primary"}
            type="button"
            onClick={() => {
              if (work === null) props.onPasskey();
            }}
          >
            {second.passkey}
          </button>
          {!asked.totp && (
            <p class="working" role="status">
              {work === null ? "" : words.door.work[work]}
            </p>
          )}
        </div>
      )}
      <ul class="aside ways">
        <li>
          <button class="link" type="button" onClick={props.onLost}>
            {second.lost}
          </button>
        </li>
        <li>
          <button class="link" type="button" onClick={props.onBack}>
            {second.back}
          </button>
        </li>
      </ul>
    </DoorPage>
  );
}

function Code(props: {
  readonly work: Work | null;
  readonly mistake: Mistake | null;
  readonly onCode: (typed: string) => void;
}): JSX.Element {
  const { second } = words.door;
  const [typed, type] = useState("");
  return (
    <Form
      wrong={props.mistake}
      onSubmit={() => {
        props.onCode(typed);
      }}
    >
      <Field
        label={second.code}
        hint={second.codeHint}
        wrong={props.mistake === null ? null : mistakeWords(props.mistake, "password")}
        value={typed}
        onValue={type}
        attributes={{ inputMode: "numeric", autocomplete: "one-time-code", name: "code", spellcheck: false }}
      />
      <Submit label={second.submit} work={props.work} />
    </Form>
  );
}

function isWrongCode(mistake: Mistake): boolean {
  return mistake.kind === "refused" && mistake.code === "wrong_code";
}
