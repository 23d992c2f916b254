import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { liftHold, placeHold } from "../../state/retention/holds.ts";
import type { HoldAtDesk, Reason } from "../../state/retention/holds.ts";
import type { Me } from "../../state/me/me.ts";
import type { Result } from "../../state/me/result.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { Dialog } from "../Dialog.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";
import { Cancel } from "./DateForm.tsx";
import { Refused } from "./Refused.tsx";

/** Places a hold, with a reason that officers and owners read. */
export function HoldForm(props: {
  readonly me: Me;
  readonly client: string;
  readonly onClose: (said: string | null) => void;
}): JSX.Element {
  const { me, client, onClose } = props;
  const { hold } = words.retention;
  return (
    <section class="stack wide" aria-labelledby="place-hold">
      <h2 id="place-hold">{hold.title}</h2>
      <p>{hold.means}</p>
      <ReasonForm
        of={client}
        submit={hold.place}
        act={(reason) => placeHold(me.ports, client, reason)}
        onClose={(done) => {
          onClose(done ? hold.placed : null);
        }}
      />
    </section>
  );
}

/** The holds on a record, each with what may be done about it. */
export function Holds(props: {
  readonly me: Me;
  readonly holds: readonly HoldAtDesk[];
  readonly onDone: (said: string) => void;
}): JSX.Element | null {
  const { me, holds, onDone } = props;
  const [lifting, setLifting] = useState<HoldAtDesk | null>(null);
  const { hold } = words.retention;
  if (holds.length === 0) return null;
  return (
    <section class="stack wide" aria-labelledby="holds">
      <h2 id="holds">{hold.list}</h2>
      <ul class="lines">
        {holds.map((each) => (
          <Line
            key={each.key}
            hold={each}
            onLift={() => {
              setLifting(each);
            }}
          />
        ))}
      </ul>
      {lifting !== null && (
        <Dialog
          title={hold.liftTitle}
          onClose={() => {
            setLifting(null);
          }}
        >
          <p>{hold.liftMeans}</p>
          <ReasonForm
            of={lifting.key}
            submit={hold.lift}
            act={(reason) => liftHold(me.ports, lifting, reason)}
            onClose={(done) => {
              setLifting(null);
              if (done) onDone(hold.liftDone);
            }}
          />
        </Dialog>
      )}
    </section>
  );
}

function Line({ hold: each, onLift }: { readonly hold: HoldAtDesk; readonly onLift: () => void }): JSX.Element {
  const { hold } = words.retention;
  const { shown, cause, at, standing } = each;
  const day = longDate(at);
  const lifted = shown?.lifted ?? null;
  return (
    <li>
      <div class="card-words">
        <strong>
          {hold.causes[cause]}
          {shown !== null && cause === "officer" && ` ${hold.by(alias(each.placedBy))}`}
        </strong>
        <span class="small">{hold.standing(day)}</span>
        {shown === null && <span class="small">{hold.broken}</span>}
        {shown?.values != null && <span class="small">{reasonWords(shown.values)}</span>}
        {lifted !== null && (
          <span class="quiet small">
            {hold.lifted(longDate(lifted.at))} {hold.by(alias(each.liftedBy))}
            {lifted.values !== null && ` · ${reasonWords(lifted.values)}`}
          </span>
        )}
      </div>
      {standing && (
        <button class="button" type="button" aria-label={hold.liftOf(hold.causes[cause], day)} onClick={onLift}>
          {hold.lift}
        </button>
      )}
    </li>
  );
}

function reasonWords(values: Readonly<Record<string, string>>): string {
  return [values["reason"], values["matter"]].filter((each) => each !== undefined && each !== "").join(" · ");
}

function ReasonForm(props: {
  /** What it is a reason for. */
  readonly of: string;
  readonly submit: string;
  readonly act: (reason: Reason) => Promise<Result<null>>;
  readonly onClose: (done: boolean) => void;
}): JSX.Element {
  const kept = useKeptForm("hold", props.of, () => ({ reason: "", matter: "" }));
  const { reason, matter } = kept.value;
  const [missing, setMissing] = useState(0);
  const doing = useAct();
  const { hold } = words.retention;
  const send = (): void => {
    if (reason.trim() === "") {
      setMissing(missing + 1);
      return;
    }
    void doing
      .run("signing", () => props.act({ reason: reason.trim(), matter: matter.trim() }))
      .then((done) => {
        if (done === null) return;
        kept.done();
        props.onClose(true);
      });
  };
  return (
    <Form wrong={missing} onSubmit={send}>
      <LongField
        label={hold.reason}
        hint={hold.reasonHint}
        wrong={missing > 0 && reason.trim() === "" ? hold.missing : null}
        value={reason}
        onValue={kept.on("reason")}
      />
      <Field
        label={hold.matter}
        value={matter}
        onValue={kept.on("matter")}
        attributes={{ name: "matter", autocomplete: "off", spellcheck: false }}
        optional
      />
      <Begun form={kept} />
      <Refused mistake={doing.mistake} />
      <Submit label={props.submit} work={doing.work} />
      <Cancel
        label={hold.cancel}
        onCancel={() => {
          props.onClose(false);
        }}
      />
    </Form>
  );
}
