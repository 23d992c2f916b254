import type { JSX } from "preact";
import type { Me } from "../../state/me/me.ts";
import { answered } from "../../state/me/result.ts";
import { steppedUp } from "../../state/me/step_up.ts";
import type { Shown } from "../../state/me/step_up.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { useAct } from "./act.ts";
import { MePage } from "./MePage.tsx";
import { StepUpForm } from "./StepUpForm.tsx";

/** Nobody signs in any more, at once and everywhere (S9). */
export function ShutAccount({ me }: { readonly me: Me }): JSX.Element {
  const page = usePage();
  const act = useAct();
  const { shut, parts } = words.me;
  const close = async (shown: Shown): Promise<void> => {
    const done = await act.run("stretching", async () => {
      const stepUp = await steppedUp(me.ports, shown);
      return stepUp.ok ? answered(await me.ports.identity.deactivate(stepUp.value)) : stepUp;
    });
    if (done !== null) await page.entrance.lock("deactivated");
  };
  return (
    <MePage title={parts.shut[0]}>
      {shut.means.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p class="quiet">{shut.instead}</p>
      <p>
        <strong>{shut.careful}</strong>
      </p>
      <StepUpForm act={act} submit={shut.submit} warn onSubmit={(shown) => void close(shown)} />
    </MePage>
  );
}
