import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../words/words.ts";
import { DoorPage } from "./door/DoorPage.tsx";
import { useForgetfulness } from "./door/mistakes.ts";
import { MistakeNote } from "./door/MistakeNote.tsx";
import { digitsOf, NumberField } from "./door/NumberField.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";
import { SecondFactor } from "./door/SecondFactor.tsx";
import { Form } from "./Form.tsx";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";
import { PasswordField } from "./PasswordField.tsx";
import { Submit } from "./Submit.tsx";

/** The door: number and password, then, when it is asked for, the second factor. */
export function SignIn(): JSX.Element {
  const page = usePage();
  const { entrance } = page;
  useForgetfulness();
  const standing = entrance.standing.value;
  if (standing.kind === "out" && standing.asked !== null) {
    return (
      <SecondFactor
        asked={standing.asked}
        work={standing.work}
        mistake={standing.mistake}
        onCode={(typed) => void entrance.showCode(typed)}
        onPasskey={() => void entrance.showPasskey()}
        onLost={() => {
          page.go({ name: "recover" });
          entrance.startOver();
        }}
        onBack={() => {
          entrance.startOver();
        }}
      />
    );
  }
  return <NumberAndPassword />;
}

function NumberAndPassword(): JSX.Element {
  const { entrance } = usePage();
  const standing = entrance.standing.value;
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [empty, setEmpty] = useState(0);
  const out = standing.kind === "out" ? standing : null;
  const { door } = words;
  const submit = (): void => {
    const whole = digitsOf(number) !== "" && password !== "";
    setEmpty((times) => (whole ? 0 : times + 1));
    if (whole && out?.work === null) void entrance.signIn(digitsOf(number), password);
  };
  return (
    <DoorPage title={door.title} intro={door.intro}>
      {out?.reason != null && <Note icon="lock">{door.reasons[out.reason]}</Note>}
      <MistakeNote mistake={out?.mistake ?? null} shown="password" />
      <Form onSubmit={submit} wrong={empty}>
        <NumberField
          wrong={empty > 0 && digitsOf(number) === "" ? door.mistakes.empty_number : null}
          value={number}
          onValue={setNumber}
        />
        <PasswordField
          label={door.password}
          wrong={empty > 0 && password === "" ? door.mistakes.empty_password : null}
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
        />
        <Submit label={door.submit} work={out?.work ?? null} />
      </Form>
      <Otherwise busy={out?.work != null} />
      <p class="quiet small">
        {door.idle} {door.forgetful}
      </p>
    </DoorPage>
  );
}

/** The other ways in. */
function Otherwise({ busy }: { readonly busy: boolean }): JSX.Element {
  const { entrance } = usePage();
  const { door } = words;
  return (
    <ul class="aside ways">
      {entrance.passkeysKnown && (
        <li>
          <button
            class="link"
            type="button"
            onClick={() => {
              if (!busy) void entrance.signInWithPasskey();
            }}
          >
            {door.passkey}
          </button>
        </li>
      )}
      <li>
        <PlaceLink to={{ name: "recover" }} label={door.forgot} />
      </li>
      <li>
        {door.newHere} <PlaceLink to={{ name: "sign-up" }} label={door.signUp} />
      </li>
      <li>
        {door.first} <PlaceLink to={{ name: "activate" }} label={door.firstLink} />
      </li>
    </ul>
  );
}
