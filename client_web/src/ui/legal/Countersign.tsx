import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { countersign } from "../../state/legal/warnings.ts";
import type { Warned } from "../../state/legal/warnings.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";

/** A supervisor signs a warning that they have read: what it means stands before the password. */
export function Countersign(props: {
  readonly me: Me;
  readonly warned: Warned;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, warned, onDone } = props;
  const [signing, setSigning] = useState(false);
  const act = useAct();
  const { desk } = words.warning;
  const parts = warned.signatures.waiting.length;
  const closed = act.mistake?.kind === "refused" && act.mistake.code === "closed";
  if (!signing) {
    return (
      <div>
        <button
          class="button"
          type="button"
          aria-label={desk.signOf(alias(warned.therapist))}
          onClick={() => {
            setSigning(true);
          }}
        >
          {desk.sign}
        </button>
      </div>
    );
  }
  return (
    <section class="stack wide" aria-labelledby={`sign-${warned.key}`}>
      <h4 id={`sign-${warned.key}`}>{desk.signTitle}</h4>
      <p>{desk.signMeans}</p>
      {parts > 1 && <p>{desk.signParts(parts)}</p>}
      <StepUpForm
        act={act}
        submit={desk.sign}
        onCancel={() => {
          setSigning(false);
        }}
        onSubmit={(typed) => {
          void act
            .run("signing", () => countersign(me.ports, warned, typed))
            .then((done) => {
              if (done !== null) onDone(desk.done);
            });
        }}
      >
        {closed && (
          <Note icon="alert" warn>
            {desk.destroyed}
          </Note>
        )}
      </StepUpForm>
    </section>
  );
}
