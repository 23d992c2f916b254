import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Decision } from "../../state/custody/deciding.ts";
import { finish } from "../../state/custody/handing_on.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";
import { Note } from "../Note.tsx";

/** Who asked custodians to hand on closes it, once enough of them have (crypto.md §7.5). Nothing opens here. */
export function HandedPart(props: {
  readonly me: Me;
  readonly decision: Decision;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, decision, onDone } = props;
  const [handed, setHanded] = useState<number | null>(null);
  const finishing = useAct();
  const said = words.custody;
  return (
    <section class="stack wide" aria-labelledby="handed">
      <h2 id="handed">{said.succession.close}</h2>
      <p>{said.succession.closeMeans}</p>
      {handed !== null && <Note icon="info">{said.succession.notYet(handed, decision.epochs)}</Note>}
      <MistakeNote mistake={finishing.mistake} shown="password" />
      <div>
        <button
          class="button primary"
          type="button"
          aria-disabled={finishing.work !== null}
          onClick={() => {
            void finishing
              .run("signing", () => finish(me.ports, decision))
              .then((done) => {
                if (done === null) return;
                if (done.value === decision.epochs) onDone(said.finished);
                else setHanded(done.value);
              });
          }}
        >
          {said.finishDrill}
        </button>
      </div>
    </section>
  );
}
