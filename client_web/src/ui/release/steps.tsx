import type { JSX } from "preact";
import type { Part2Status } from "../../state/release_http.ts";
import { MAKERS, PURPOSE_KINDS, RECIPIENT_KINDS, SCOPE_KINDS } from "../../state/release/form.ts";
import type { ConsentForm } from "../../state/release/form.ts";
import type { Sharable } from "../../state/release/sharing.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Field } from "../Field.tsx";
import { LongField } from "../LongField.tsx";
import { Note } from "../Note.tsx";
import { answersFor, discloserOf } from "./answers.ts";
import { OneOf, SomeOf } from "./Choices.tsx";
import type { StepProps } from "./ConsentForm.tsx";
import { DateField } from "../DateField.tsx";

const PLAIN = { autocomplete: "off", spellcheck: false } as const;
const FORMS: readonly ConsentForm[] = ["part2", "general", "notes"];
const SPOKEN = SCOPE_KINDS.filter((kind) => kind !== "notes");

/** Which of the forms: the one that opens this record is chosen already. */
export function WhichStep(props: StepProps & { readonly part2: Part2Status }): JSX.Element {
  const { form, forms } = words.release;
  const { answers, onAnswer, part2 } = props;
  const barred = answers.form !== "part2" && part2 !== "cleared";
  return (
    <>
      <OneOf
        legend={form.which}
        unseen
        name="form"
        options={FORMS}
        labels={forms}
        hints={{ general: form.generalMeans, part2: form.part2Means, notes: form.notesMeans }}
        chosen={answers.form}
        onChoose={(chosen) => {
          onAnswer(answersFor(chosen));
        }}
      />
      {barred && <Note icon="alert">{answers.form === "notes" ? form.notesBarred : form.generalBarred}</Note>}
    </>
  );
}

/** Of which conversation, which kinds, from when until when. */
export function WhatStep(props: StepProps & { readonly sharable: readonly Sharable[] }): JSX.Element {
  const { form, kinds } = words.release;
  const { answers, faults, onAnswer, sharable } = props;
  return (
    <>
      {sharable.length > 1 && (
        <ClosedChoice
          label={form.conversation}
          chosen={answers.conversation}
          choices={Object.fromEntries(
            sharable.map(({ key, openedAt }) => [key, form.conversationOf(longDate(openedAt))]),
          )}
          onChoose={(chosen) => {
            if (chosen !== null) onAnswer({ conversation: chosen });
          }}
        />
      )}
      {answers.form === "notes" ? (
        <p>{form.notesOnly}</p>
      ) : (
        <SomeOf
          legend={form.kinds}
          options={SPOKEN}
          labels={kinds}
          chosen={answers.kinds}
          wrong={faults.kinds ?? null}
          onChoose={(chosen) => {
            onAnswer({ kinds: chosen });
          }}
        />
      )}
      <DateField
        label={form.from}
        hint={form.dates}
        wrong={faults.from ?? null}
        value={answers.from}
        onValue={(from) => {
          onAnswer({ from });
        }}
      />
      <DateField
        label={form.until}
        wrong={faults.until ?? null}
        value={answers.until}
        onValue={(until) => {
          onAnswer({ until });
        }}
      />
    </>
  );
}

/** Who gives it out and who receives it. */
export function WhoStep({ answers, faults, onAnswer }: StepProps): JSX.Element {
  const { form } = words.release;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{form.discloser}</dt>
          <dd>{discloserOf(answers)}</dd>
        </div>
      </dl>
      <Field
        label={form.recipient}
        hint={form.recipientHint}
        wrong={faults.recipient ?? null}
        value={answers.recipient}
        onValue={(recipient) => {
          onAnswer({ recipient });
        }}
        attributes={{ ...PLAIN, name: "recipient" }}
      />
      <Field
        label={form.address}
        hint={form.addressHint}
        optional
        value={answers.address}
        onValue={(address) => {
          onAnswer({ address });
        }}
        attributes={{ ...PLAIN, name: "recipient-address" }}
      />
      <OneOf
        legend={form.recipientKind}
        name="recipient-kind"
        options={RECIPIENT_KINDS}
        labels={form.recipientKinds}
        chosen={answers.recipientKind}
        onChoose={(recipientKind) => {
          onAnswer({ recipientKind });
        }}
      />
      {answers.recipientKind === "intermediary" && (
        <Field
          label={form.intermediary}
          wrong={faults.intermediary ?? null}
          value={answers.intermediary}
          onValue={(intermediary) => {
            onAnswer({ intermediary });
          }}
          attributes={{ ...PLAIN, name: "intermediary" }}
        />
      )}
      <LongField
        label={form.key}
        hint={form.keyHint}
        wrong={faults.key ?? null}
        optional
        value={answers.key}
        onValue={(key) => {
          onAnswer({ key });
        }}
      />
    </>
  );
}

/** What for, until when, and by whose hands. */
export function WhyStep(props: StepProps & { readonly anew: boolean }): JSX.Element {
  const { answers, faults, onAnswer, anew } = props;
  const { form } = words.release;
  return (
    <>
      <LongField
        label={form.purpose}
        hint={form.purposeHint}
        wrong={faults.purpose ?? null}
        value={answers.purpose}
        onValue={(purpose) => {
          onAnswer({ purpose });
        }}
      />
      {answers.form === "part2" && (
        <OneOf
          legend={form.purposeKind}
          name="purpose-kind"
          options={PURPOSE_KINDS}
          labels={form.purposeKinds}
          chosen={answers.purposeKind}
          wrong={faults.purposeKind ?? null}
          onChoose={(purposeKind) => {
            onAnswer({ purposeKind });
          }}
        />
      )}
      <DateField
        label={form.expires}
        hint={form.expiresHint}
        wrong={faults.expires ?? null}
        value={answers.expires}
        onValue={(expires) => {
          onAnswer({ expires });
        }}
      />
      {answers.form === "notes" ? (
        <p>{form.notesMade}</p>
      ) : (
        <OneOf
          legend={form.maker}
          name="maker"
          options={MAKERS.filter((maker) => anew || maker !== "return")}
          labels={form.makers}
          hints={{ client: form.clientMeans, practice: form.practiceMeans }}
          chosen={answers.maker}
          onChoose={(maker) => {
            onAnswer({ maker });
          }}
        />
      )}
    </>
  );
}
