import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

/** One of several, each in its own line with what it means. */
export function OneOf<T extends string>(props: {
  readonly legend: string;
  /** The title above asks it already. */
  readonly unseen?: boolean;
  readonly name: string;
  readonly options: readonly T[];
  readonly labels: Readonly<Record<T, string>>;
  readonly hints?: Partial<Readonly<Record<T, string>>>;
  readonly chosen: T;
  readonly wrong?: string | null;
  readonly onChoose: (chosen: T) => void;
}): JSX.Element {
  return (
    <Choices legend={props.legend} unseen={props.unseen === true} wrong={props.wrong ?? null}>
      {props.options.map((option) => (
        <label class="choice" key={option}>
          <input
            type="radio"
            name={props.name}
            checked={props.chosen === option}
            aria-invalid={props.wrong != null}
            onChange={() => {
              props.onChoose(option);
            }}
          />
          <span>
            {props.labels[option]}
            {props.hints?.[option] !== undefined && <span class="quiet small hint-line">{props.hints[option]}</span>}
          </span>
        </label>
      ))}
    </Choices>
  );
}

/** Any of several. */
export function SomeOf<T extends string>(props: {
  readonly legend: string;
  readonly options: readonly T[];
  readonly labels: Readonly<Record<T, string>>;
  readonly chosen: readonly T[];
  readonly wrong: string | null;
  readonly onChoose: (chosen: readonly T[]) => void;
}): JSX.Element {
  const { options, chosen } = props;
  return (
    <Choices legend={props.legend} wrong={props.wrong}>
      {options.map((option) => (
        <label class="choice" key={option}>
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            aria-invalid={props.wrong !== null}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              // In the form's order, whatever the order of the clicks.
              props.onChoose(options.filter((each) => (each === option ? checked : chosen.includes(each))));
            }}
          />
          <span>{props.labels[option]}</span>
        </label>
      ))}
    </Choices>
  );
}

function Choices(props: {
  readonly legend: string;
  readonly unseen?: boolean;
  readonly wrong: string | null;
  readonly children: ComponentChildren;
}): JSX.Element {
  const id = useId();
  return (
    <fieldset class="choices" aria-describedby={props.wrong === null ? undefined : id}>
      <legend class={props.unseen === true ? "hidden" : undefined}>{props.legend}</legend>
      {props.wrong !== null && (
        <span class="wrong" id={id} role="alert">
          {props.wrong}
        </span>
      )}
      {props.children}
    </fieldset>
  );
}
