import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface InputAttributes {
  readonly name: string;
  readonly autocomplete:
    | "username"
    | "current-password"
    | "new-password"
    | "one-time-code"
    | "name"
    | "street-address"
    | "bday"
    | "tel"
    | "email"
    | "off";
  readonly spellcheck: false;
  readonly inputMode?: "numeric" | "tel" | "email";
  readonly autocapitalize?: "off" | "characters" | "words";
  readonly disabled?: boolean;
}

const PLAIN = { type: "text" } as const;
const COVERED = { type: "password" } as const;

/** One labelled line of a form, with its hint and, if need be, what to do about it. */
export function Field(props: {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly wrong?: string | null;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly attributes: InputAttributes;
  /** What is typed is covered. */
  readonly covered?: boolean;
  readonly beside?: ComponentChildren;
  /** It may stay empty. */
  readonly optional?: boolean;
}): JSX.Element {
  const id = useId();
  const wrong = props.wrong ?? null;
  const described = [props.hint === undefined ? "" : `${id}-hint`, wrong === null ? "" : `${id}-wrong`]
    .join(" ")
    .trim();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {wrong !== null && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
      <div class="with-button">
        <input
          {...props.attributes}
          {...(props.covered === true ? COVERED : PLAIN)}
          class="input"
          id={id}
          value={props.value}
          aria-describedby={described === "" ? undefined : described}
          aria-invalid={wrong !== null}
          required={props.optional !== true}
          onInput={(event) => {
            props.onValue(event.currentTarget.value);
          }}
        />
        {props.beside}
      </div>
    </div>
  );
}
