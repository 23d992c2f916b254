import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../words/words.ts";
import { Field } from "./Field.tsx";
import { mistakeWords } from "./mistake.ts";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";
import { PasswordField } from "./PasswordField.tsx";
import { Submit } from "./Submit.tsx";

/** The door: number and password. */
export function SignIn(): JSX.Element {
  const page = usePage();
  const standing = page.entrance.standing.value;
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [empty, setEmpty] = useState(false);
  const out = standing.kind === "out" ? standing : null;
  const { mistakes, reasons } = words.door;

  const submit = (event: Event): void => {
    event.preventDefault();
    const digits = number.replaceAll(/\D/g, "");
    setEmpty(digits === "" || password === "");
    if (digits !== "" && password !== "" && out?.work === null) void page.entrance.signIn(digits, password);
  };

  return (
    <div class="page narrow">
      <div class="stack">
        <h1 tabIndex={-1}>{words.door.title}</h1>
        <p class="quiet">{words.door.intro}</p>
      </div>
      {out?.reason != null && <Note icon="lock">{reasons[out.reason]}</Note>}
      {out?.mistake != null && (
        <Note icon="alert" warn>
          {mistakeWords(out.mistake, false)}
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
        <PasswordField
          label={words.door.password}
          wrong={empty && password === "" ? mistakes.empty_password : null}
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
        />
        <Submit label={words.door.submit} work={out?.work ?? null} />
      </form>
      <p class="aside">
        {words.door.first}{" "}
        <a
          href="#activate"
          onClick={(event) => {
            event.preventDefault();
            page.go({ name: "activate" });
          }}
        >
          {words.door.firstLink}
        </a>
      </p>
      <p class="quiet small">
        {words.door.forgetful} {words.door.idle}
      </p>
    </div>
  );
}
