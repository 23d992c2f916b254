import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Me } from "../../state/me/me.ts";
import { Producing } from "../../state/release/producing.ts";
import { words } from "../../words/words.ts";
import { coversWords } from "../legal/ProcessFacts.tsx";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { PackageFailed, PackageMaking, PackageReady } from "../release/Package.tsx";

/** The officer makes what a client asked the practice to send, and is shown none of it; or what was served. */
export function PackagePart({ me, decision }: { readonly me: Me; readonly decision: Decision }): JSX.Element {
  const producing = useMemo(() => new Producing(me.ports), [me]);
  const act = useAct();
  const heading = useRef<HTMLHeadingElement>(null);
  const state = producing.state.value;
  const busy = state.kind === "making" || state.kind === "ready";
  useEffect(
    () => () => {
      producing.drop();
    },
    [producing],
  );
  useEffect(() => {
    if (busy) heading.current?.focus();
  }, [state.kind]);
  const { covers } = decision;
  const served = covers?.served ?? null;
  const said = served === null ? words.requests.package : words.legal.package;
  const described = {
    description: covers === null ? "" : coversWords(covers),
    purpose: served === null ? "" : words.legal.kinds[served.kind],
  };
  return (
    <section class="stack wide" aria-labelledby="package">
      <h2 id="package" tabIndex={-1} ref={heading}>
        {state.kind === "ready" ? said.ready : state.kind === "making" ? said.busy : said.title}
      </h2>
      {state.kind === "short" && <Note icon="info">{words.custody.notEnough(state.opened, state.of)}</Note>}
      {state.kind === "failed" && <PackageFailed state={state} notAllowed={said.notAllowed} />}
      {state.kind === "making" && <PackageMaking copy={producing.copy} />}
      {state.kind === "ready" && <PackageReady state={state} means={said.readyMeans(state.entries)} />}
      {!busy && (
        <>
          {(decision.state === "fulfilled" ? said.again : said.text).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          <StepUpForm
            act={act}
            submit={said.submit}
            onSubmit={(shown) => {
              void act.run("making", () => producing.produce(decision, described, shown));
            }}
          />
        </>
      )}
    </section>
  );
}
