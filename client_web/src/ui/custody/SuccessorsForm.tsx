import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { agree, appoint, readSuccessors, written } from "../../state/custody/successors.ts";
import type { Successors } from "../../state/custody/successors.ts";
import type { Mistake } from "../../state/mistake.ts";
import { words } from "../../words/words.ts";
import { Groups } from "../door/Groups.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { save } from "../save.ts";
import type { Reader } from "./CustodyPage.tsx";

/** Other custodians, as a file of the root's holder names them (crypto.md §7.1): custodians agree in it, an owner puts them in force. */
export function SuccessorsForm({ me, role, self }: Reader): JSX.Element {
  const [shown, setShown] = useState<Successors | null>(null);
  const reading = useAct();
  const said = words.custody.successors;
  return (
    <>
      {(role === "custodian" ? said.textCustodian : said.textOwner).map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <FileField
        onFile={(file) => {
          setShown(null);
          void reading
            .run("opening", async () => readSuccessors(me.ports, await file.text()))
            .then((read) => {
              setShown(read === null ? null : read.value);
            });
        }}
      />
      <Unproved mistake={reading.mistake} />
      {shown !== null && (
        <>
          <Named successors={shown} />
          {!shown.inForce && role === "custodian" && <Agreeing me={me} self={self} shown={shown} />}
          {!shown.inForce && role === "owner" && <Appointing me={me} shown={shown} />}
        </>
      )}
    </>
  );
}

function FileField({ onFile }: { readonly onFile: (file: File) => void }): JSX.Element {
  const id = useId();
  const { file, fileHint } = words.custody.successors;
  return (
    <div class="field">
      <label for={id}>{file}</label>
      <span class="hint" id={`${id}-hint`}>
        {fileHint}
      </span>
      <input
        class="file"
        type="file"
        id={id}
        accept=".json,application/json"
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen !== undefined) onFile(chosen);
        }}
      />
    </div>
  );
}

/** A file that names nobody, or others than may come next. */
function Unproved({ mistake }: { readonly mistake: Mistake | null }): JSX.Element | null {
  const said = words.custody.successors;
  if (mistake?.kind !== "proof") return <MistakeNote mistake={mistake} shown="password" />;
  const why: Readonly<Record<string, string>> = { malformed: said.noFile, wrong_previous: said.late };
  return (
    <Note icon="alert" warn>
      <p role="alert">{why[mistake.reason] ?? said.notOurs}</p>
    </Note>
  );
}

function Named({ successors }: { readonly successors: Successors }): JSX.Element {
  const { custodians, k, agreed, needed, inForce } = successors;
  const said = words.custody.successors;
  return (
    <section class="stack wide" aria-labelledby="named">
      <h2 id="named">{said.named}</h2>
      <p>{words.custody.needed(k, custodians.length)}</p>
      <ul class="lines" aria-labelledby="named">
        {custodians.map(({ account, fingerprint, stays }) => (
          <li key={account}>
            <strong>{alias(account)}</strong> <span class="quiet">{stays ? said.stays : said.comes}</span>
            <Groups groups={fingerprint} />
          </li>
        ))}
      </ul>
      <p>{inForce ? said.inForce : said.agreed(agreed.length, needed)}</p>
    </section>
  );
}

function Agreeing(props: Pick<Reader, "me" | "self"> & { readonly shown: Successors }): JSX.Element {
  const [own, setOwn] = useState<Successors | null>(null);
  const agreeing = useAct();
  const said = words.custody.successors;
  const file = own ?? (props.shown.agreed.includes(props.self) ? props.shown : null);
  if (file !== null) {
    return (
      <>
        {own === null ? <p>{said.youAgreed}</p> : <Done>{said.agreedDone}</Done>}
        <div>
          <button
            class="button primary"
            type="button"
            onClick={() => {
              save("custodians.json", "application/json", written(file.named));
            }}
          >
            {said.keep}
          </button>
        </div>
      </>
    );
  }
  return (
    <section class="stack wide" aria-labelledby="decide">
      <h2 id="decide">{words.custody.decide}</h2>
      <p>{said.agreeMeans}</p>
      <StepUpForm
        act={agreeing}
        submit={said.agree}
        onSubmit={(again) => {
          void agreeing
            .run("signing", () => agree(props.me.ports, props.shown, again))
            .then((made) => {
              if (made !== null) setOwn(made.value);
            });
        }}
      />
    </section>
  );
}

function Appointing({ me, shown }: Pick<Reader, "me"> & { readonly shown: Successors }): JSX.Element {
  const [done, setDone] = useState(false);
  const appointing = useAct();
  const said = words.custody.successors;
  if (done) return <Done>{said.done}</Done>;
  if (shown.agreed.length < shown.needed) return <Note icon="info">{said.tooFew}</Note>;
  return (
    <section class="stack wide" aria-labelledby="decide">
      <h2 id="decide">{words.custody.decide}</h2>
      <p>{said.appointMeans}</p>
      <StepUpForm
        act={appointing}
        submit={said.appoint}
        onSubmit={(again) => {
          void appointing
            .run("signing", () => appoint(me.ports, shown, again))
            .then((made) => {
              if (made !== null) setDone(true);
            });
        }}
      />
    </section>
  );
}
