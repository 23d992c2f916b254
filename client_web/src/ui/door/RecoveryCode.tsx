import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { useFocusAtOnce } from "../focus.ts";
import { Form } from "../Form.tsx";
import { Groups } from "./Groups.tsx";
import { PrintSheet, printSheet } from "./PrintSheet.tsx";
import type { Sheet } from "./PrintSheet.tsx";

/** A new recovery code: shown, printed, and asked back once. `onConfirm` tells whether what was typed is the code. */
export function RecoveryCode(props: {
  readonly sheet: Sheet & { readonly code: string };
  readonly onConfirm: (typed: string) => Promise<boolean>;
}): JSX.Element {
  const [asking, ask] = useState(false);
  return asking ? (
    <CodeAskedBack
      onConfirm={props.onConfirm}
      onAgain={() => {
        ask(false);
      }}
    />
  ) : (
    <CodeShown
      sheet={props.sheet}
      onHave={() => {
        ask(true);
      }}
    />
  );
}

/** The code, to be taken to paper. */
export function CodeShown({
  sheet,
  onHave,
}: {
  readonly sheet: Sheet & { readonly code: string };
  readonly onHave: () => void;
}): JSX.Element {
  const { code } = words.recovery;
  return (
    <section class="stack wide">
      <p>{code.intro}</p>
      <p>{code.keep}</p>
      <dl class="secret">
        <div>
          <dt>{code.number}</dt>
          <dd>
            <code>{sheet.number}</code>
          </dd>
        </div>
        <div>
          <dt>{code.label}</dt>
          <dd>
            <Groups groups={sheet.code.split("-")} />
          </dd>
        </div>
      </dl>
      <div class="actions">
        <button class="button primary" type="button" onClick={onHave}>
          {code.have}
        </button>
        <button class="button" type="button" onClick={printSheet}>
          {code.print}
        </button>
      </div>
      <PrintSheet sheet={sheet} />
    </section>
  );
}

/** The code, asked back from paper. */
export function CodeAskedBack(props: {
  /** What is typed, where that outlasts this form. */
  readonly typed?: Signal<string>;
  readonly onConfirm: (typed: string) => Promise<boolean>;
  readonly onAgain: () => void;
}): JSX.Element {
  const { code } = words.recovery;
  const title = useRef<HTMLHeadingElement>(null);
  useFocusAtOnce(title);
  const here = useSignal("");
  const typed = props.typed ?? here;
  const [wrong, setWrong] = useState(0);
  const asking = useRef(false);
  const confirm = async (): Promise<void> => {
    if (asking.current) return;
    asking.current = true;
    if (!(await props.onConfirm(typed.peek()))) setWrong((times) => times + 1);
    asking.current = false;
  };
  return (
    <section class="stack wide">
      <h2 tabIndex={-1} ref={title}>
        {code.askTitle}
      </h2>
      <p>{code.ask}</p>
      <Form onSubmit={() => void confirm()} wrong={wrong}>
        <Field
          label={code.field}
          hint={code.fieldHint}
          wrong={wrong > 0 ? code.differs : null}
          value={typed.value}
          onValue={(value) => {
            typed.value = value;
          }}
          attributes={{ name: "recovery-code", autocomplete: "off", spellcheck: false, autocapitalize: "characters" }}
        />
        <div class="actions">
          <button class="button primary" type="submit">
            {code.confirm}
          </button>
          <button class="button" type="button" onClick={props.onAgain}>
            {code.again}
          </button>
        </div>
      </Form>
    </section>
  );
}
