import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Mistake } from "../../state/mistake.ts";
import { CARD_NAMES } from "../../state/welcome.ts";
import type { CardField, CardName } from "../../state/welcome.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { MistakeNote } from "./MistakeNote.tsx";

type Autocomplete = "name" | "street-address" | "bday" | "tel" | "email";
const AUTOCOMPLETE: Readonly<Record<CardName, Autocomplete>> = {
  name: "name",
  address: "street-address",
  "birth-date": "bday",
  telephone: "tel",
  email: "email",
};

const BLANK: readonly CardField[] = CARD_NAMES.map((name) => ({ name, declined: false, value: "" }));

/** Five lines, each given or declined. */
export function ContactCard(props: {
  readonly fields?: readonly CardField[];
  readonly saving: boolean;
  readonly mistake: Mistake | null;
  /** Whether it was saved. */
  readonly onSave: (fields: readonly CardField[]) => Promise<boolean>;
  /** Leave it for later. */
  readonly onLater?: () => void;
}): JSX.Element {
  const { card } = words.registration;
  const kept = useKeptForm("contact-card", null, () => ({ fields: props.fields ?? BLANK }));
  const { fields } = kept.value;
  const [missing, setMissing] = useState(0);
  const change = (changed: CardField): void => {
    kept.change({ fields: fields.map((field) => (field.name === changed.name ? changed : field)) });
  };
  const send = async (): Promise<void> => {
    const saved = await props.onSave(fields.map(({ value, ...field }) => ({ ...field, value: value.trim() })));
    if (saved) kept.stands();
  };
  const save = (): void => {
    const whole = fields.every(isAnswered);
    setMissing((times) => (whole ? 0 : times + 1));
    if (whole && !props.saving) void send();
  };
  return (
    <>
      <MistakeNote mistake={props.mistake} shown="password" />
      <Form onSubmit={save} wrong={missing}>
        <Begun form={kept} />
        {fields.map((field) => (
          <Line key={field.name} field={field} wrong={missing > 0 && !isAnswered(field)} onChange={change} />
        ))}
        <div class="submit">
          <button class="button primary" type="submit" aria-disabled={props.saving}>
            {card.submit}
          </button>
          {props.onLater !== undefined && (
            <button class="button" type="button" onClick={props.onLater}>
              {card.later}
            </button>
          )}
          <p class="working" role="status">
            {props.saving ? card.saving : props.onLater === undefined ? "" : card.laterMeans}
          </p>
        </div>
      </Form>
    </>
  );
}

function isAnswered({ declined, value }: CardField): boolean {
  return declined || value.trim() !== "";
}

function Line(props: {
  readonly field: CardField;
  readonly wrong: boolean;
  readonly onChange: (field: CardField) => void;
}): JSX.Element {
  const { card } = words.registration;
  const { field, wrong, onChange } = props;
  const { name, declined } = field;
  return (
    <div class="field">
      <Field
        label={card.names[name]}
        hint={card.hints[name]}
        wrong={wrong ? card.empty : null}
        value={field.value}
        onValue={(value) => {
          onChange({ ...field, value });
        }}
        attributes={{
          name,
          autocomplete: AUTOCOMPLETE[name],
          spellcheck: false,
          disabled: declined,
          ...(name === "telephone" ? { inputMode: "tel" as const } : {}),
          ...(name === "email" ? { inputMode: "email" as const } : {}),
        }}
      />
      <label class="choice">
        <input
          type="checkbox"
          aria-label={card.declineOf(card.names[name])}
          checked={declined}
          onChange={(event) => {
            onChange({ name, declined: event.currentTarget.checked, value: "" });
          }}
        />
        {card.decline}
      </label>
    </div>
  );
}
