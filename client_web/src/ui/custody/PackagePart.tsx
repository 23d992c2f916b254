import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Me } from "../../state/me/me.ts";
import { Producing } from "../../state/release/producing.ts";
import type { Described } from "../../state/release/resting.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { useKeptForm } from "../kept_form.ts";
import { coversWords } from "../legal/ProcessFacts.tsx";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { MadePackages } from "../release/MadePackages.tsx";
import { PackageFailed, PackageMaking, PackageReady } from "../release/Package.tsx";

/** To whom an emergency's package goes, and what the emergency is (42 CFR 2.51). */
interface Helping {
  readonly recipient: string;
  readonly purpose: string;
}

/** The officer makes what a client asked the practice to send, and is shown none of it; or what was served; or what helps in an emergency. */
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
  const kept = useKeptForm<Helping>("emergency-given", decision.key, () => ({ recipient: "", purpose: "" }));
  const helping = kept.value;
  const [tried, setTried] = useState(false);
  const urgent = decision.basis === "emergency";
  const { said, described } = told(decision, helping);
  return (
    <section class="stack wide" aria-labelledby="package">
      <h2 id="package" tabIndex={-1} ref={heading}>
        {state.kind === "ready" ? said.ready : state.kind === "making" ? said.busy : said.title}
      </h2>
      {state.kind === "short" && <Note icon="info">{words.custody.notEnough(state.opened, state.of)}</Note>}
      {state.kind === "failed" && <PackageFailed state={state} notAllowed={said.notAllowed} />}
      {state.kind === "making" && <PackageMaking copy={producing.copy} />}
      {state.kind === "ready" ? (
        <PackageReady me={me} of={decision.key} state={state} means={said.readyMeans(state.entries)} />
      ) : (
        <MadePackages me={me} of={decision.key} />
      )}
      {!busy && (
        <>
          {(decision.state === "fulfilled" ? said.again : said.text).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          {urgent && <WhoHelps helping={helping} tried={tried} onChange={kept.change} />}
          <StepUpForm
            act={act}
            submit={said.submit}
            onSubmit={(shown) => {
              setTried(true);
              if (urgent && !isWhole(helping)) return;
              void act.run("making", () => producing.produce(decision, described, shown));
            }}
          />
        </>
      )}
    </section>
  );
}

type Said = typeof words.requests.package | typeof words.legal.package | typeof words.custody.emergency.package;

function told({ basis, covers }: Decision, helping: Helping): { readonly said: Said; readonly described: Described } {
  const served = covers?.served ?? null;
  if (basis === "emergency") {
    const said = words.custody.emergency.package;
    return { said, described: { ...helping, description: said.description } };
  }
  return {
    said: served === null ? words.requests.package : words.legal.package,
    described: {
      description: covers === null ? "" : coversWords(covers),
      purpose: served === null ? "" : words.legal.kinds[served.kind],
    },
  };
}

const isWhole = ({ recipient, purpose }: Helping): boolean => recipient.trim() !== "" && purpose.trim() !== "";

function WhoHelps(props: {
  readonly helping: Helping;
  readonly tried: boolean;
  readonly onChange: (helping: Helping) => void;
}): JSX.Element {
  const { helping, tried, onChange } = props;
  const said = words.custody.emergency.package;
  const wrong = (value: string): string | null => (tried && value.trim() === "" ? said.fill : null);
  return (
    <>
      <Field
        label={said.recipient}
        wrong={wrong(helping.recipient)}
        value={helping.recipient}
        onValue={(recipient) => {
          onChange({ ...helping, recipient });
        }}
        attributes={{ autocomplete: "off", name: "recipient", spellcheck: false }}
      />
      <Field
        label={said.purpose}
        hint={said.purposeHint}
        wrong={wrong(helping.purpose)}
        value={helping.purpose}
        onValue={(purpose) => {
          onChange({ ...helping, purpose });
        }}
        attributes={{ autocomplete: "off", name: "purpose", spellcheck: false }}
      />
    </>
  );
}
