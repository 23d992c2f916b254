import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Mistake } from "../../state/mistake.ts";
import { CARD_NAMES, MAX_HOURS_BYTES, MAX_VALUE_BYTES, NOTHING_SAID } from "../../state/welcome.ts";
import type { CardContent, CardField, CardName, SafeContact } from "../../state/welcome.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { MistakeNote } from "./MistakeNote.tsx";
import { SafeContactPart } from "./SafeContactPart.tsx";

type Autocomplete = "name" | "street-address" | "bday" | "tel" | "email";
const AUTOCOMPLETE: Readonly<Record<CardName, Autocomplete>> = {
  name: "name",
  address: "street-address",
  "birth-date": "bday",
  telephone: "tel",
  email: "email",
};

const BLANK: CardContent = {
  fields: CARD_NAMES.map((name) => ({ name, declined: false, value: "" })),
  safe: NOTHING_SAID,
};

/** Five lines, each given or declined, and how somebody may be reached. */
export function ContactCard(props: {
  readonly card?: CardContent;
  readonly saving: boolean;
  readonly mistake: Mistake | null;
  /** Whether it was saved. */
  readonly onSave: (card: CardContent) => Promise<boolean>;
  /** Leave it for later. */
  readonly onLater?: () => void;
}): JSX.Element {
  const { card } = words.registration;
  const kept = useKeptForm("contact-card", null, () => props.card ?? BLANK);
  const { fields, safe } = kept.value;
  const [missing, setMissing] = useState(0);
  const change = (changed: CardField): void => {
    kept.change({ fields: fields.map((field) => (field.name === changed.name ? changed : field)) });
  };
  const send = async (): Promise<void> => {
    const lines = fields.map(({ value, ...field }) => ({ ...field, value: value.trim() }));
    const saved = await props.onSave({ fields: lines, safe: trimmed(safe) });
    if (saved) kept.stands();
  };
  const save = (): void => {
    const whole = fields.every(isAnswered) && tooLong(safe).length === 0;
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
        <SafeContactPart
          safe={safe}
          wrong={missing > 0 ? tooLong(safe) : []}
          open={props.onLater === undefined}
          onChange={(changed) => {
            kept.change({ safe: { ...safe, ...changed } });
          }}
        />
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

function trimmed({ hours, address, ...safe }: SafeContact): SafeContact {
  return { ...safe, hours: hours.trim(), address: address.trim() };
}

/** What no card holds (crypto.md §3.12). */
function tooLong({ hours, address }: SafeContact): readonly (keyof SafeContact)[] {
  const bytes = (text: string): number => new TextEncoder().encode(text.trim()).length;
  return [
    ...(bytes(hours) > MAX_HOURS_BYTES ? (["hours"] as const) : []),
    ...(bytes(address) > MAX_VALUE_BYTES ? (["address"] as const) : []),
  ];
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
