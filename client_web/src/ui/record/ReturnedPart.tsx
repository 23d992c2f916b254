import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Me } from "../../state/me/me.ts";
import { Returning } from "../../state/release/returning.ts";
import { dayOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Pieces } from "../custody/OrderFacts.tsx";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { PackageFailed, PackageMaking } from "../release/Package.tsx";
import { save } from "../save.ts";

const ZIP = "application/zip";

/** What custodians open to a client who lost their keys; nothing for everyone else. */
export function ReturnedPart(props: { readonly me: Me; readonly onOpened: () => void }): JSX.Element | null {
  const { me, onOpened } = props;
  const returning = useMemo(() => new Returning(me.ports), [me]);
  useEffect(() => {
    void returning.read();
    return () => {
      returning.drop();
    };
  }, [returning]);
  const [newest] = returning.orders.value;
  const opened = returning.state.value.kind === "ready";
  useEffect(() => {
    if (opened) onOpened();
  }, [opened]);
  return newest === undefined ? null : <Returned me={me} returning={returning} decision={newest} />;
}

function Returned(props: { readonly me: Me; readonly returning: Returning; readonly decision: Decision }): JSX.Element {
  const { returning, decision } = props;
  const act = useAct();
  const heading = useRef<HTMLHeadingElement>(null);
  const state = returning.state.value;
  const busy = state.kind === "making" || state.kind === "ready";
  useEffect(() => {
    if (busy) heading.current?.focus();
  }, [state.kind]);
  const said = words.record.returned;
  const { copy } = words.record;
  return (
    <section class="stack wide" aria-labelledby="returned">
      <h2 id="returned" tabIndex={-1} ref={heading}>
        {state.kind === "ready" ? copy.ready : state.kind === "making" ? copy.busy : said.title}
      </h2>
      {state.kind === "short" && <Note icon="info">{said.short(decision.gave.length, decision.k)}</Note>}
      {state.kind === "failed" && <PackageFailed state={state} notAllowed={said.over} />}
      {state.kind === "making" && <PackageMaking copy={returning.copy} />}
      {state.kind === "ready" && (
        <>
          <p>{copy.readyMeans(state.copy.entries)}</p>
          <p>{said.readHere}</p>
          <div>
            <button
              class="button primary"
              type="button"
              onClick={() => {
                save(copy.file(dayOf(state.copy.madeAt)), ZIP, new Uint8Array(state.copy.archive));
              }}
            >
              {copy.save}
            </button>
          </div>
        </>
      )}
      {!busy && (
        <>
          {said.text.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          <Pieces decision={decision} />
          <StepUpForm
            act={act}
            submit={said.submit}
            onSubmit={(shown) => {
              void act.run("making", () => returning.make(decision, shown));
            }}
          />
        </>
      )}
    </section>
  );
}
