import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { SIGNED_AS } from "../../state/release/form.ts";
import type { Wish } from "../../state/release/sharing.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { FormText } from "./FormText.tsx";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import type { Answers } from "./answers.ts";
import { informationOf, startOf } from "./answers.ts";
import { OneOf } from "./Choices.tsx";
import type { StepProps } from "./ConsentForm.tsx";

const PLAIN = { autocomplete: "off", spellcheck: false } as const;

/** What was filled in, the form word for word, and the signature. */
export function Sign(
  props: StepProps & {
    readonly me: Me;
    readonly isWhole: () => boolean;
    readonly wish: () => Wish;
    readonly onBack: () => void;
    readonly onSigned: () => void;
  },
): JSX.Element {
  const { me, answers, faults, onAnswer, isWhole, wish } = props;
  const { form } = words.release;
  const act = useAct();
  const text = useText(me, answers);
  return (
    <>
      <Summary answers={answers} />
      <section class="stack wide form-text" aria-label={form.text}>
        <FormText text={text} />
      </section>
      <StepUpForm
        act={act}
        submit={form.sign}
        onCancel={props.onBack}
        onSubmit={(shown) => {
          if (!isWhole()) return;
          void act
            .run("signing", () => me.sharing.sign(wish(), shown))
            .then((done) => {
              if (done !== null) props.onSigned();
            });
        }}
      >
        <Field
          label={form.patient}
          hint={form.patientHint}
          wrong={faults.patient ?? null}
          value={answers.patient}
          onValue={(patient) => {
            onAnswer({ patient });
          }}
          attributes={{ ...PLAIN, name: "patient", autocomplete: "name" }}
        />
        <OneOf
          legend={form.signedAs}
          name="signed-as"
          options={SIGNED_AS}
          labels={form.signedAsKinds}
          chosen={answers.signedAs}
          onChoose={(signedAs) => {
            onAnswer({ signedAs });
          }}
        />
        {answers.signedAs === "representative" && (
          <Field
            label={form.authority}
            hint={form.authorityHint}
            wrong={faults.authority ?? null}
            value={answers.authority}
            onValue={(authority) => {
              onAnswer({ authority });
            }}
            attributes={{ ...PLAIN, name: "authority" }}
          />
        )}
        <Field
          label={form.signature}
          wrong={faults.signature ?? null}
          value={answers.signature}
          onValue={(signature) => {
            onAnswer({ signature });
          }}
          attributes={{ ...PLAIN, name: "signature", autocomplete: "name" }}
        />
      </StepUpForm>
    </>
  );
}

/** Everything that goes onto the form, to be read once more. */
function Summary({ answers }: { readonly answers: Answers }): JSX.Element {
  const { form, forms } = words.release;
  const rows: readonly (readonly [string, string])[] = [
    [form.which, forms[answers.form]],
    [form.kinds, informationOf(answers)],
    [form.discloser, form.discloserValue],
    [form.recipient, [answers.recipient, answers.address].filter((text) => text.trim() !== "").join(", ")],
    [form.recipientKind, form.recipientKinds[answers.recipientKind]],
    [form.purpose, answers.purpose],
    [form.expires, longDate(startOf(answers.expires))],
    [form.maker, form.makers[answers.maker]],
  ];
  return (
    <section class="stack wide" aria-label={form.summary}>
      <dl class="facts">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The form's text, as the service has it; the worker signs no other than the one that is pinned. */
function useText(me: Me, { form }: Answers): string {
  const [text, setText] = useState("");
  useEffect(() => {
    void me.sharing.text(form).then((read) => {
      setText(read.ok ? read.value : "");
    });
  }, [me, form]);
  return text;
}
