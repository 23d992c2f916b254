import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Giving, LATER_ELEMENTS } from "../../state/legal/warnings.ts";
import type { Warned, Warning } from "../../state/legal/warnings.ts";
import type { Me } from "../../state/me/me.ts";
import { SOURCES, WARNING_BASES } from "../../state/release/form.ts";
import type { Part2Branch } from "../../state/release/form.ts";
import type { Part2Status } from "../../state/release_http.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Note } from "../Note.tsx";
import { OneOf } from "../release/Choices.tsx";
import { Submit } from "../Submit.tsx";
import { branchesOf, faultsOf, firstAnswers, isUnlawful, warningOf } from "./warn_answers.ts";
import type { Answers, Faults } from "./warn_answers.ts";

interface Props {
  readonly me: Me;
  readonly about: Pick<Warning, "client" | "conversation">;
  readonly part2: Part2Status;
  /** What it completes. */
  readonly before: Warned | null;
  readonly onDone: (said: string) => void;
}

interface PartProps {
  readonly answers: Answers;
  readonly faults: Faults;
  readonly onAnswer: (changed: Partial<Answers>) => void;
}

const PLAIN = { autocomplete: "off", spellcheck: false } as const;
/** What comes up most stands first. */
const BASES = [...WARNING_BASES.filter((basis) => basis !== "past-crime"), "past-crime"] as const;

/** What is known at once first; everything else may be added within a day. */
export function WarnForm({ me, about, part2, before, onDone }: Props): JSX.Element {
  const kept = useKeptForm(before === null ? "warning" : "warning-rest", before?.key ?? about.conversation, () =>
    firstAnswers(part2, before),
  );
  const typed = kept.value;
  const [faults, setFaults] = useState<Faults>({});
  const giving = useMemo(() => new Giving(me.ports), [me]);
  const act = useAct();
  const { warning } = words;
  const branches = branchesOf(part2);
  // What was read meanwhile of the record takes nothing away that was typed.
  const lawful = branches.includes(typed.branch);
  const answers = { ...typed, branch: lawful ? typed.branch : (branches[0] ?? typed.branch) };
  const parts = { answers, faults, onAnswer: kept.change };
  const half = act.mistake !== null && giving.kept;
  return (
    <Form
      wrong={Object.keys(faults).length === 0 ? null : faults}
      onSubmit={() => {
        const wrong = faultsOf(answers, before !== null);
        setFaults(wrong);
        if (Object.keys(wrong).length > 0) return;
        void act
          .run("signing", () => giving.give(warningOf(answers, about, before)))
          .then((done) => {
            if (done === null) return;
            kept.done();
            onDone(before === null ? warning.sent : warning.completed);
          });
      }}
    >
      <Begun form={kept} />
      {before === null && <SaidPart {...parts} />}
      {before !== null && <LaterPart {...parts} />}
      <ToldPart {...parts} completing={before !== null} />
      {before === null && <WhyPart {...parts} />}
      {(before === null || !lawful) && <BranchPart {...parts} branches={branches} />}
      {before === null && (
        <details class="more-fields">
          <summary>{warning.more}</summary>
          <div class="more-inside">
            <p class="quiet">{warning.moreMeans}</p>
            <LaterPart {...parts} />
          </div>
        </details>
      )}
      {half ? (
        <Note icon="alert" warn>
          {warning.notWritten}
        </Note>
      ) : (
        <MistakeNote mistake={act.mistake} shown="password" />
      )}
      <Submit label={before === null ? warning.send : warning.completeSend} work={act.work} />
    </Form>
  );
}

/** On what ground, and from where it is known. */
function WhyPart({ answers, faults, onAnswer }: PartProps): JSX.Element {
  const { warning } = words;
  return (
    <>
      <OneOf
        legend={warning.basis}
        name="basis"
        options={BASES}
        labels={warning.bases}
        chosen={answers.basis}
        wrong={isUnlawful(answers) ? warning.unlawful : (faults["basis"] ?? null)}
        onChoose={(basis) => {
          onAnswer({ basis });
        }}
      />
      <OneOf
        legend={warning.source}
        name="source"
        options={SOURCES}
        labels={warning.sources}
        chosen={answers.source}
        onChoose={(source) => {
          onAnswer({ source });
        }}
      />
    </>
  );
}

/** By which way a record of drug or alcohol treatment may be spoken of. */
function BranchPart(props: PartProps & { readonly branches: readonly Part2Branch[] }): JSX.Element {
  const { answers, onAnswer, branches } = props;
  const { warning } = words;
  return (
    <>
      {branches.length > 1 && (
        <>
          <p class="quiet">{warning.branchMeans}</p>
          <OneOf
            legend={warning.branch}
            name="branch"
            options={branches}
            labels={warning.branches}
            chosen={answers.branch}
            onChoose={(branch) => {
              onAnswer({ branch });
            }}
          />
        </>
      )}
    </>
  );
}

function SaidPart({ answers, faults, onAnswer }: PartProps): JSX.Element {
  const { warning } = words;
  const onValue =
    (name: string) =>
    (value: string): void => {
      onAnswer({ values: { ...answers.values, [name]: value } });
    };
  return (
    <>
      <LongField
        label={warning.threat}
        hint={warning.threatHint}
        wrong={faults["threat"] ?? null}
        value={answers.values["threat"] ?? ""}
        onValue={onValue("threat")}
      />
      <Field
        label={warning.victims}
        hint={warning.victimsHint}
        wrong={faults["victims"] ?? null}
        value={answers.values["victims"] ?? ""}
        onValue={onValue("victims")}
        attributes={{ ...PLAIN, name: "victims" }}
      />
    </>
  );
}

/** Who was told, how, and exactly what. */
function ToldPart({
  answers,
  faults,
  onAnswer,
  completing,
}: PartProps & { readonly completing: boolean }): JSX.Element {
  const { warning } = words;
  return (
    <>
      {completing && <h3>{warning.else}</h3>}
      {answers.branch === "not-identifying" && <Note icon="info">{warning.template}</Note>}
      <Field
        label={warning.recipient}
        hint={warning.recipientHint}
        wrong={faults["recipient"] ?? null}
        optional={completing}
        value={answers.recipient}
        onValue={(recipient) => {
          onAnswer({ recipient });
        }}
        attributes={{ ...PLAIN, name: "recipient" }}
      />
      <Field
        label={warning.reached}
        hint={warning.reachedHint}
        wrong={faults["reached"] ?? null}
        optional={completing}
        value={answers.reached}
        onValue={(reached) => {
          onAnswer({ reached });
        }}
        attributes={{ ...PLAIN, name: "reached" }}
      />
      <LongField
        label={warning.disclosed}
        hint={warning.disclosedHint}
        wrong={faults["disclosed"] ?? null}
        optional={completing}
        value={answers.disclosed}
        onValue={(disclosed) => {
          onAnswer({ disclosed });
        }}
      />
    </>
  );
}

/** What can wait. */
function LaterPart({ answers, onAnswer }: PartProps): JSX.Element {
  const { elements } = words.warning;
  return (
    <>
      {LATER_ELEMENTS.map((name) => (
        <Field
          key={name}
          label={elements[name]}
          optional
          value={answers.values[name] ?? ""}
          onValue={(value) => {
            onAnswer({ values: { ...answers.values, [name]: value } });
          }}
          attributes={{ ...PLAIN, name }}
        />
      ))}
    </>
  );
}
