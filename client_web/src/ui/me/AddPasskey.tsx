import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { addPasskey } from "../../state/me/passkey.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { Opened } from "../Opened.tsx";
import { useAct } from "./act.ts";
import { StepUpForm } from "./StepUpForm.tsx";

/** A name, number and password; then the device asks. */
export function AddPasskey({
  me,
  onDone,
  onCancel,
}: {
  readonly me: Me;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const act = useAct();
  const [name, setName] = useState("");
  const { factor } = words.me;
  return (
    <Opened label={factor.add}>
      <StepUpForm
        act={act}
        submit={factor.add}
        onCancel={onCancel}
        onSubmit={(shown) => {
          void act
            .run("passkey", () => addPasskey(me.ports, shown, name.trim().slice(0, 40)))
            .then((added) => {
              if (added !== null) onDone();
            });
        }}
      >
        <Field
          label={factor.name}
          hint={factor.nameHint}
          value={name}
          onValue={setName}
          attributes={{ name: "passkey-name", autocomplete: "off", spellcheck: false }}
        />
      </StepUpForm>
    </Opened>
  );
}
