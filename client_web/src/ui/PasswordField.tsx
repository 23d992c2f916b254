import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { lengthOf, MIN_PASSWORD } from "../state/password.ts";
import { words } from "../words/words.ts";
import { Field } from "./Field.tsx";

interface Props {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly wrong?: string | null;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A password: may be pasted, filled in by a manager, and shown. */
export function PasswordField(
  props: Props & { readonly autocomplete: "current-password" | "new-password" },
): JSX.Element {
  const [shown, show] = useState(false);
  const toggle = (
    <button
      class="button"
      type="button"
      aria-label={shown ? words.door.hideLong : words.door.showLong}
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

/** A password to be: with what makes a good one, and how far it has come. `judge` of state/password.ts has the last word. */
export function NewPasswordField(props: Props): JSX.Element {
  const { password } = words;
  const { value, hint } = props;
  const count = lengthOf(value);
  return (
    <div class="field">
      <PasswordField {...props} hint={hint ?? password.hint} autocomplete="new-password" />
      <p class="small quiet" role="status">
        {value === "" ? password.lasting : count < MIN_PASSWORD ? password.short(count) : password.long(count)}
      </p>
    </div>
  );
}
