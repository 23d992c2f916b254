import type { JSX } from "preact";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";

/** The number, as typed: spaces and dashes are taken out by `digitsOf`. */
export function NumberField(props: {
  readonly value: string;
  readonly wrong: string | null;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  return (
    <Field
      {...props}
      label={words.door.number}
      hint={words.door.numberHint}
      attributes={{ inputMode: "numeric", autocomplete: "username", name: "username", spellcheck: false }}
    />
  );
}

export function digitsOf(typed: string): string {
  return typed.replaceAll(/\D/g, "");
}
