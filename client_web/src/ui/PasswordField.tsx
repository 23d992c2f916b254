import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../words/words.ts";
import { Field } from "./Field.tsx";

/** A password: may be pasted, filled in by a manager, and shown. */
export function PasswordField(props: {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly wrong?: string | null;
  readonly autocomplete: "current-password" | "new-password";
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  const [shown, show] = useState(false);
  const toggle = (
    <button
      class="button"
      type="button"
      aria-pressed={shown}
      aria-label={words.door.showLong}
      onClick={() => {
        show(!shown);
      }}
    >
      {shown ? words.door.hide : words.door.show}
    </button>
  );
  const { autocomplete, label, hint, wrong, value, onValue } = props;
  return (
    <Field
      label={label}
      hint={hint}
      wrong={wrong ?? null}
      value={value}
      onValue={onValue}
      beside={toggle}
      covered={!shown}
      attributes={{
        autocomplete,
        name: "password",
        spellcheck: false,
        autocapitalize: "off",
      }}
    />
  );
}
