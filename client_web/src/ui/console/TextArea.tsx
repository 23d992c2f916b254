import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** Several labelled lines of text, with a hint and, if need be, what is wrong with them. */
export function TextArea(props: {
  readonly label: string;
  readonly hint?: string;
  readonly wrong?: string | null;
  readonly rows: number;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  const id = useId();
  const wrong = props.wrong ?? null;
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
      <textarea
        class="input lines-of-text"
        id={id}
        rows={props.rows}
        value={props.value}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={wrong !== null}
        aria-describedby={`${id}-hint${wrong === null ? "" : ` ${id}-wrong`}`}
        onInput={(event) => {
          props.onValue(event.currentTarget.value);
        }}
      />
    </div>
  );
}
