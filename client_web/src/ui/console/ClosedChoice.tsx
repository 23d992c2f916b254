import type { JSX } from "preact";

/** One of a closed list, or, where there is `any`, all of them. */
export function ClosedChoice(props: {
  readonly label: string;
  readonly any?: string;
  readonly chosen: string | null;
  readonly choices: Readonly<Record<string, string>>;
  readonly onChoose: (chosen: string | null) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select
        class="input"
        value={props.chosen ?? ""}
        onChange={(event) => {
          const { value } = event.currentTarget;
          props.onChoose(value === "" ? null : value);
        }}
      >
        {props.any !== undefined && <option value="">{props.any}</option>}
        {Object.entries(props.choices).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
