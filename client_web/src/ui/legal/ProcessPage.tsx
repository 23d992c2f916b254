import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { approveProcess, readProcess } from "../../state/legal/processes.ts";
import type { Served, ShownProcess } from "../../state/legal/processes.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { AskCustodians } from "./AskCustodians.tsx";
import { Disclosed } from "./Disclosed.tsx";
import { isWaitingFor, stateWords } from "./LegalPage.tsx";
import type { Reader } from "./LegalPage.tsx";
import { ProcessFacts } from "./ProcessFacts.tsx";

/** One thing that was served, proved here, and what this reader may do about it. */
export function ProcessPage({ me, self, of }: Reader & { readonly of: string }): JSX.Element {
  const [read, look] = useRead(() => readProcess(me.ports, of), [me, of]);
  const [done, setDone] = useState<string | null>(null);
  const { legal } = words;
  const served = read.kind === "ready" ? read.value : null;
  const settled = (said: string): void => {
    void look().then(() => {
      setDone(said);
    });
  };
  return (
    <div class="page desk">
      <div class="stack">
        <BackTo to={{ name: "legal" }} label={legal.back} />
        <h1 tabIndex={-1}>{served?.shown == null ? legal.title : legal.kinds[served.shown.kind]}</h1>
        {served !== null && <p class="quiet">{stateWords(served)}</p>}
        {done !== null && <Done key={done}>{done}</Done>}
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(each) =>
          each.shown === null ? (
            <Note icon="alert" warn>
              {legal.broken}
            </Note>
          ) : (
            <Shown me={me} self={self} served={each} shown={each.shown} onDone={settled} />
          )
        }
      </Ready>
    </div>
  );
}

interface Showing extends Reader {
  readonly served: Served;
  readonly shown: ShownProcess;
  readonly onDone: (said: string) => void;
}

function Shown({ me, self, served, shown, onDone }: Showing): JSX.Element {
  const { legal } = words;
  const { barred, officer, approver } = served;
  const both = officer === self || approver === self;
  return (
    <>
      {barred !== null && (
        <Note icon="alert">
          <div class="stack">
            <p>{legal.barred[barred]}</p>
            <p>{legal.refuse}</p>
          </div>
        </Note>
      )}
      <ProcessFacts served={served} shown={shown} />
      {isWaitingFor(served, self) && <Decide me={me} self={self} served={served} shown={shown} onDone={onDone} />}
      {!shown.approved && approver !== self && <p>{legal.waits(alias(approver))}</p>}
      {shown.approved && barred === null && (
        <>
          {both && <AskCustodians me={me} served={served} shown={shown} onDone={onDone} />}
          <Disclosed me={me} served={served} shown={shown} mine={both} onDone={onDone} />
        </>
      )}
    </>
  );
}

/** The second person signs what they have compared. */
function Decide({ me, served, onDone }: Showing): JSX.Element {
  const { legal } = words;
  const signing = useAct();
  return (
    <section class="stack wide" aria-labelledby="decide">
      <h2 id="decide">{legal.decide}</h2>
      <p>{legal.approveMeans}</p>
      <StepUpForm
        act={signing}
        submit={legal.approve}
        onSubmit={(typed) => {
          void signing
            .run("signing", () => approveProcess(me.ports, served, typed))
            .then((done) => {
              if (done !== null) onDone(legal.approved);
            });
        }}
      />
    </section>
  );
}
