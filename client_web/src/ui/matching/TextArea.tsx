import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** A labelled text of several lines that stands there already, to be changed. */
export function TextArea(props: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly rows: number;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      <textarea
        class="input long"
        id={id}
        rows={props.rows}
        autocomplete="off"
        spellcheck={false}
        value={props.value}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => {
          props.onValue(event.currentTarget.value);
        }}
      />
    </div>
  );
}
