import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isTooLong } from "../../state/asides.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";

/** A code word that is being written. */
export interface TypedWord {
  readonly text: string;
  readonly wrong: string | null;
  readonly type: (text: string) => void;
  /** Sends it, unless it is none; it does not stay in the page. */
  readonly submit: (send: (text: string) => Promise<boolean>) => void;
}

export function useWord(): TypedWord {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const { word } = words.asides;
  return {
    text,
    wrong,
    type: (typed) => {
      setText(typed);
      setWrong(null);
    },
    submit: (send) => {
      const isEmpty = text.trim() === "";
      if (isEmpty || isTooLong("word", text)) {
        setWrong(isEmpty ? word.empty : word.tooLong);
        return;
      }
      void send(text).then((kept) => {
        if (kept) setText("");
      });
    },
  };
}

/** It is no password, and no browser is to keep it. */
export function WordField(props: {
  readonly label: string;
  readonly hint: string;
  readonly word: TypedWord;
}): JSX.Element {
  const { text, wrong, type } = props.word;
  return (
    <Field
      label={props.label}
      hint={props.hint}
      wrong={wrong}
      value={text}
      onValue={type}
      attributes={{ name: "code-word", autocomplete: "off", spellcheck: false, autocapitalize: "off" }}
      optional
    />
  );
}
