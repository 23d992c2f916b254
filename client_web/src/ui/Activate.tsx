import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../words/words.ts";
import { Field } from "./Field.tsx";
import { mistakeWords } from "./mistake.ts";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";
import { NewPasswordField } from "./PasswordField.tsx";
import { Submit } from "./Submit.tsx";

/** The first time: an activation becomes an account whose keys are made here. */
export function Activate(): JSX.Element {
  const page = usePage();
  const standing = page.entrance.standing.value;
  const out = standing.kind === "out" ? standing : null;
  const [text, setText] = useState("");
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [empty, setEmpty] = useState(false);
  const { activation, mistakes } = words.door;
  const weak = out?.mistake?.kind === "password" ? mistakeWords(out.mistake, true) : null;

  const submit = (event: Event): void => {
    event.preventDefault();
    const digits = number.replaceAll(/\D/g, "");
    const whole = text.trim() !== "" && digits !== "" && password !== "";
    setEmpty(!whole);
    if (whole && out?.work === null) void page.entrance.activate(text, digits, password);
  };

  return (
    <div class="page narrow">
      <div class="stack">
        <h1 tabIndex={-1}>{activation.title}</h1>
        <p class="quiet">{activation.intro}</p>
      </div>
      {out?.mistake != null && weak === null && (
        <Note icon="alert" warn>
          {mistakeWords(out.mistake, true)}
        </Note>
      )}
      <form class="form" noValidate onSubmit={submit}>
        <Field
          label={words.door.number}
          hint={words.door.numberHint}
          wrong={empty && number === "" ? mistakes.empty_number : null}
          value={number}
          onValue={setNumber}
          attributes={{ inputMode: "numeric", autocomplete: "username", name: "username", spellcheck: false }}
        />
        <Field
          label={activation.text}
          hint={activation.textHint}
          wrong={empty && text === "" ? mistakes.empty_activation : null}
          value={text}
          onValue={setText}
          attributes={{
            autocomplete: "one-time-code",
            name: "activation",
            spellcheck: false,
            autocapitalize: "characters",
          }}
        />
        <NewPasswordField
          label={words.password.choose}
          wrong={empty && password === "" ? mistakes.empty_password : weak}
          value={password}
          onValue={setPassword}
        />
        <Submit label={activation.submit} work={out?.work ?? null} />
      </form>
      <p class="aside">
        <a
          href="#"
          onClick={(event) => {
            event.preventDefault();
            page.go({ name: "home" });
          }}
        >
          {activation.back}
        </a>
      </p>
    </div>
  );
}
