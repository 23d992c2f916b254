import type { JSX } from "preact";
import type { Channel, SafeContact } from "../../state/welcome.ts";
import { CHANNELS, MESSAGES } from "../../state/welcome.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { LongField } from "../LongField.tsx";
import { OneOf, SomeOf } from "../release/Choices.tsx";

/** How somebody may be reached outside of this page (45 CFR 164.522(b)). */
export function SafeContactPart(props: {
  readonly safe: SafeContact;
  readonly wrong: readonly (keyof SafeContact)[];
  /** It stands open. */
  readonly open: boolean;
  readonly onChange: (changed: Partial<SafeContact>) => void;
}): JSX.Element {
  const { safe, wrong, open, onChange } = props;
  const { safeContact } = words;
  const fault = (name: keyof SafeContact): string | null => (wrong.includes(name) ? safeContact.tooLong : null);
  return (
    <details class="more-fields" open={open}>
      <summary>{safeContact.title}</summary>
      <div class="more-inside">
        <p class="quiet">{safeContact.means}</p>
        <SomeOf
          legend={safeContact.channels}
          options={CHANNELS}
          labels={safeContact.ways}
          chosen={safe.channels}
          wrong={null}
          onChoose={(chosen) => {
            onChange({ channels: alone(safe.channels, chosen) });
          }}
        />
        <OneOf
          legend={safeContact.messages}
          name="messages"
          options={MESSAGES}
          labels={safeContact.leaving}
          chosen={safe.messages}
          onChoose={(messages) => {
            onChange({ messages });
          }}
        />
        <Field
          label={safeContact.hours}
          hint={safeContact.hoursHint}
          wrong={fault("hours")}
          optional
          value={safe.hours}
          onValue={(hours) => {
            onChange({ hours });
          }}
          attributes={{ name: "hours", autocomplete: "off", spellcheck: false }}
        />
        <LongField
          label={safeContact.address}
          hint={safeContact.addressHint}
          wrong={fault("address")}
          rows={2}
          optional
          value={safe.address}
          onValue={(address) => {
            onChange({ address });
          }}
        />
      </div>
    </details>
  );
}

/** Whoever says "not at all" says nothing else, and the other way round. */
function alone(before: readonly Channel[], chosen: readonly Channel[]): readonly Channel[] {
  if (!chosen.includes("none")) return chosen;
  return before.includes("none") ? chosen.filter((each) => each !== "none") : ["none"];
}
