import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { StepUp } from "../../state/identity_http.ts";
import type { Me } from "../../state/me/me.ts";
import { proved } from "../../state/me/result.ts";
import type { Result } from "../../state/me/result.ts";
import { isWritten } from "../../state/new_code.ts";
import { provedStepUp } from "../../state/me/step_up.ts";
import type { Shown } from "../../state/me/step_up.ts";
import { words } from "../../words/words.ts";
import { RecoveryCode } from "../door/RecoveryCode.tsx";
import { Opened } from "../Opened.tsx";
import { useAct } from "./act.ts";
import { StepUpForm } from "./StepUpForm.tsx";

/**
 * An act that comes with a new recovery code: prove that it is you, write the code down, type it back, and only then is it done. When
 * that fails it begins again with another code: the one on paper never counted.
 */
export function WithNewCode(props: {
  readonly me: Me;
  readonly submit: string;
  readonly onAct: (stepUp: StepUp) => Promise<Result<null>>;
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}): JSX.Element {
  const { me, submit, onAct, onDone, onCancel } = props;
  const act = useAct();
  const [written, setWritten] = useState<{ readonly stepUp: StepUp; readonly code: string } | null>(null);

  const prove = async (shown: Shown): Promise<void> => {
    const proof = await act.run("stretching", () => provedStepUp(me.ports, shown));
    if (proof === null) return;
    const made = await act.run("making", async () => proved(await me.ports.crypto.makeRecoveryCode()));
    if (made !== null) setWritten({ stepUp: proof.value, code: made.value.text });
  };
  const confirm = async (typed: string): Promise<boolean> => {
    if (written === null || !(await isWritten(me.ports.crypto, typed))) return false;
    const done = await act.run("making", () => onAct(written.stepUp));
    setWritten(null);
    if (done !== null) onDone();
    return true;
  };

  if (written === null) {
    const cancel = onCancel === undefined ? {} : { onCancel };
    return <StepUpForm act={act} submit={submit} onSubmit={(shown) => void prove(shown)} {...cancel} />;
  }
  const { stepUp, code } = written;
  return (
    <Opened label={words.recovery.code.label}>
      <RecoveryCode sheet={{ number: stepUp.number, code, fingerprints: null }} onConfirm={confirm} />
    </Opened>
  );
}
