import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** A labelled field of several lines, with its hint and, if need be, what to do about it. */
export function LongField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly wrong?: string | null;
  readonly rows?: number;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** It may stay empty. */
  readonly optional?: boolean;
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
      <textarea
        class="input long"
        id={id}
        rows={props.rows ?? 5}
        autocomplete="off"
        spellcheck={false}
        value={props.value}
        aria-describedby={described === "" ? undefined : described}
        aria-invalid={wrong !== null}
        required={props.optional !== true}
        onInput={(event) => {
          props.onValue(event.currentTarget.value);
        }}
      />
    </div>
  );
}
