import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { approve, approvers, propose } from "../../state/retention/destroying.ts";
import type { DestructionAtDesk } from "../../state/retention/destroying.ts";
import type { ClientRecord } from "../../state/retention/keeping.ts";
import type { Me } from "../../state/me/me.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { useAct } from "../me/act.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { Fact } from "./KeptRecordPage.tsx";
import { Refused, refusedWords } from "./Refused.tsx";
import { waitsFor } from "./RetentionPage.tsx";

/** The first of two signatures: what would go, named one by one, and who has to agree. */
export function ProposeForm(props: {
  readonly me: Me;
  readonly self: string;
  readonly record: ClientRecord;
  readonly onClose: (said: string | null) => void;
}): JSX.Element {
  const { me, self, record, onClose } = props;
  const [read, look] = useRead(() => approvers(me.ports, self), [me, self]);
  const [approver, setApprover] = useState<string | null>(null);
  const act = useAct();
  const said = words.retention.destroy;
  return (
    <section class="stack wide" aria-labelledby="destroy">
      <h2 id="destroy">{said.title}</h2>
      <h3>{said.list}</h3>
      <ul class="lines">
        {record.rows.map(({ key, sequence, lastAt }) => (
          <li key={key}>
            <div class="card-words">
              <span>
                {said.row(sequence)} · {said.closedOn(longDate(lastAt))}
              </span>
              <code class="quiet small">{key}</code>
            </div>
          </li>
        ))}
      </ul>
      <Note icon="alert">{said.means}</Note>
      <Ready read={read} onAgain={() => void look()}>
        {(others) =>
          others.length === 0 ? (
            <p>{said.nobody}</p>
          ) : (
            <StepUpForm
              act={act}
              submit={said.propose}
              warn
              onCancel={() => {
                onClose(null);
              }}
              onSubmit={(typed) => {
                void act
                  .run("signing", () => propose(me.ports, record, approver ?? others[0] ?? "", typed))
                  .then((done) => {
                    if (done !== null) onClose(said.proposed);
                  });
              }}
            >
              <ClosedChoice
                label={said.approver}
                chosen={approver ?? others[0] ?? null}
                choices={Object.fromEntries(others.map((account) => [account, alias(account)]))}
                onChoose={setApprover}
              />
              {refusedWords(act.mistake) !== null && <Refused mistake={act.mistake} />}
            </StepUpForm>
          )
        }
      </Ready>
    </section>
  );
}

/** A destruction as far as it came, and what this reader may do about it. */
export function Destruction(props: {
  readonly me: Me;
  readonly self: string;
  readonly destruction: DestructionAtDesk;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, self, destruction, onDone } = props;
  const { state, shown, by, approver } = destruction;
  const { approve: said, certificate: done } = words.retention;
  if (shown === null) {
    return (
      <Note icon="alert" warn>
        {said.broken}
      </Note>
    );
  }
  if (state === "erasing") return <Note icon="info">{done.erasing}</Note>;
  if (shown.certificate !== null) return <Certificate destruction={destruction} certificate={shown.certificate} />;
  return waitsFor(destruction, self) ? (
    <Approve me={me} destruction={destruction} onDone={onDone} />
  ) : (
    <p>
      {said.by(alias(by))}. {said.waits(alias(approver))}
    </p>
  );
}

function Approve(props: {
  readonly me: Me;
  readonly destruction: DestructionAtDesk;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, destruction, onDone } = props;
  const act = useAct();
  const { approve: said, destroy } = words.retention;
  const { shown, by } = destruction;
  return (
    <section class="stack wide" aria-labelledby="approve">
      <h2 id="approve">{said.title}</h2>
      <p>
        {said.by(alias(by))}. {shown !== null && said.kept(longDate(shown.retainUntil))}
      </p>
      <ul class="lines">
        {destruction.rows.map(({ key, sequence }) => (
          <li key={key}>
            <div class="card-words">
              <span>{destroy.row(sequence)}</span>
              <code class="quiet small">{key}</code>
            </div>
          </li>
        ))}
      </ul>
      <Note icon="alert">{destroy.means}</Note>
      <StepUpForm
        act={act}
        submit={said.approve}
        warn
        onSubmit={(typed) => {
          void act
            .run("signing", () => approve(me.ports, destruction, typed))
            .then((done) => {
              if (done !== null) onDone(said.done);
            });
        }}
      >
        {refusedWords(act.mistake) !== null && <Refused mistake={act.mistake} />}
      </StepUpForm>
    </section>
  );
}

function Certificate(props: {
  readonly destruction: DestructionAtDesk;
  readonly certificate: NonNullable<NonNullable<DestructionAtDesk["shown"]>["certificate"]>;
}): JSX.Element {
  const { certificate, destruction } = props;
  const said = words.retention.certificate;
  return (
    <section class="stack wide" aria-labelledby={`certificate-${destruction.key}`}>
      <h2 id={`certificate-${destruction.key}`}>{said.title}</h2>
      <p>{said.at(longDate(certificate.at))}</p>
      <p>{said.people(alias(destruction.by), alias(destruction.approver))}</p>
      <dl class="order-facts">
        {certificate.erased.map(({ what, count }) => (
          <Fact key={what} name={said.counts[what]}>
            {String(count)}
          </Fact>
        ))}
        <Fact name={said.number}>
          <code class="small">{destruction.number}</code>
        </Fact>
      </dl>
      <p class="quiet small">{said.backups(longDate(certificate.backupsEndAt))}</p>
    </section>
  );
}
