import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../words/words.ts";
import { DoorPage } from "./door/DoorPage.tsx";
import { useForgetfulness } from "./door/mistakes.ts";
import { MistakeNote } from "./door/MistakeNote.tsx";
import { digitsOf, NumberField } from "./door/NumberField.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";
import { Field } from "./Field.tsx";
import { Form } from "./Form.tsx";
import { mistakeWords } from "./mistake.ts";
import { usePage } from "./page.ts";
import { NewPasswordField } from "./PasswordField.tsx";
import { Submit } from "./Submit.tsx";

/** The first time: an activation becomes an account whose keys are made here. */
export function Activate(): JSX.Element {
  const { entrance } = usePage();
  useForgetfulness();
  const standing = entrance.standing.value;
  const out = standing.kind === "out" ? standing : null;
  const [text, setText] = useState("");
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [empty, setEmpty] = useState(0);
  const { activation, mistakes } = words.door;
  const mistake = out?.mistake ?? null;
  const weak = mistake?.kind === "password" ? mistakeWords(mistake, "activation") : null;

  const submit = (): void => {
    const whole = text.trim() !== "" && digitsOf(number) !== "" && password !== "";
    setEmpty((times) => (whole ? 0 : times + 1));
    if (whole && out?.work === null) void entrance.activate(text, digitsOf(number), password);
  };

  return (
    <DoorPage title={activation.title} intro={activation.intro}>
      {weak === null && <MistakeNote mistake={mistake} shown="activation" />}
      <Form onSubmit={submit} wrong={weak === null ? empty : mistake}>
        <NumberField
          wrong={empty > 0 && digitsOf(number) === "" ? mistakes.empty_number : null}
          value={number}
          onValue={setNumber}
        />
        <Field
          label={activation.text}
          hint={activation.textHint}
          wrong={empty > 0 && text.trim() === "" ? mistakes.empty_activation : null}
          value={text}
          onValue={setText}
          attributes={{ autocomplete: "off", name: "activation", spellcheck: false, autocapitalize: "characters" }}
        />
        <NewPasswordField
          label={words.password.choose}
          wrong={empty > 0 && password === "" ? mistakes.empty_password : weak}
          value={password}
          onValue={setPassword}
        />
        <Submit label={activation.submit} work={out?.work ?? null} />
      </Form>
      <p class="aside">
        <PlaceLink to={{ name: "home" }} label={activation.back} />
      </p>
    </DoorPage>
  );
}
