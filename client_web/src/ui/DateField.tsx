import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** A day, by the browser's own calendar. */
export function DateField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly wrong?: string | null;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  const id = useId();
  const { hint, wrong = null } = props;
  const described = [hint === undefined ? "" : `${id}-hint`, wrong === null ? "" : `${id}-wrong`].join(" ").trim();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong !== null && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
      <input
        class="input date"
        type="date"
        id={id}
        value={props.value}
        aria-describedby={described === "" ? undefined : described}
        aria-invalid={wrong !== null}
        onInput={(event) => {
          props.onValue(event.currentTarget.value);
        }}
      />
    </div>
  );
}
