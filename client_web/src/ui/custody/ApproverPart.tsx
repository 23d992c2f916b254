import type { JSX } from "preact";
import { approve } from "../../state/custody/deciding.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";

/** The second person agrees: only then are custodians asked. */
export function ApproverPart(props: {
  readonly me: Me;
  readonly decision: Decision;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, decision, onDone } = props;
  const approving = useAct();
  const said = words.custody;
  const over = approving.mistake?.kind === "refused" && approving.mistake.code === "closed";
  return (
    <section class="stack wide" aria-labelledby="decide">
      <h2 id="decide">{said.decide}</h2>
      <p>{said.approveMeans}</p>
      {over && <p role="alert">{said.gone}</p>}
      <StepUpForm
        act={approving}
        submit={said.approve}
        onSubmit={(shown) => {
          void approving
            .run("signing", () => approve(me.ports, decision, shown))
            .then((done) => {
              if (done !== null) onDone(said.approved);
            });
        }}
      />
    </section>
  );
}
