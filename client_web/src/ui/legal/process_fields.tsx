import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Orderable } from "../../state/custody/ordering.ts";
import { PART2_SECTIONS, PROCESS_KINDS, SCOPE_KINDS } from "../../state/release/form.ts";
import type { Part2Section, ProcessKind } from "../../state/release/form.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { DateField } from "../DateField.tsx";
import { Field } from "../Field.tsx";
import { LongField } from "../LongField.tsx";
import { SomeOf } from "../release/Choices.tsx";
import { neededBy } from "./answers.ts";
import type { Answers, Faults } from "./answers.ts";

/** The parts of the form on which an officer writes down what was served. */

export interface PartProps {
  readonly answers: Answers;
  readonly faults: Faults;
  readonly onAnswer: (changed: Partial<Answers>) => void;
}

const PLAIN = { autocomplete: "off", spellcheck: false } as const;
const SPOKEN = SCOPE_KINDS.filter((kind) => kind !== "notes");

/** What it is, who sent it, and a copy of it. */
export function PaperFields(props: PartProps): JSX.Element {
  const { answers, faults, onAnswer } = props;
  const { form, kinds, sections } = words.legal;
  return (
    <Part title={form.paper}>
      <ClosedChoice
        label={form.kind}
        chosen={answers.kind}
        choices={Object.fromEntries(PROCESS_KINDS.map((kind) => [kind, kinds[kind]]))}
        onChoose={(kind) => {
          onAnswer({ kind: kind as ProcessKind, section: "none" });
        }}
      />
      {answers.kind === "order" && (
        <ClosedChoice
          label={form.section}
          chosen={answers.section}
          choices={Object.fromEntries(PART2_SECTIONS.map((section) => [section, sections[section]]))}
          onChoose={(section) => {
            onAnswer({ section: section as Part2Section });
          }}
        />
      )}
      <Needed {...props} />
      {answers.section !== "none" && (
        <Line {...props} name="companion-subpoena" label={form.companion} hint={form.companionHint} optional />
      )}
      <Line {...props} name="issuer" label={form.issuer} hint={form.issuerHint} />
      <Line {...props} name="jurisdiction" label={form.jurisdiction} />
      <Line {...props} name="docket" label={form.docket} />
      <DateField
        label={form.servedAt}
        wrong={faults["served"] ?? null}
        value={answers.served}
        onValue={(served) => {
          onAnswer({ served });
        }}
      />
      <Line {...props} name="served-by" label={form.servedBy} optional />
      <DateField
        label={form.dueAt}
        hint={form.dueHint}
        value={answers.due}
        onValue={(due) => {
          onAnswer({ due });
        }}
      />
      <FileField {...props} />
    </Part>
  );
}

/** What this kind of paper must say besides. */
function Needed(props: PartProps): JSX.Element | null {
  const { form } = words.legal;
  switch (neededBy(props.answers.kind, props.answers.section)) {
    case "assurance":
      return <Lines {...props} name="assurance" label={form.assurance} hint={form.assuranceHint} />;
    case "three-part-test":
      return <Lines {...props} name="three-part-test" label={form.test} hint={form.testHint} />;
    case "part2-findings":
      return <Lines {...props} name="part2-findings" label={form.findings} hint={form.findingsHint} />;
    case null:
      return null;
  }
}

/** Of which conversation, which kinds, from when until when. */
export function ScopeFields(props: PartProps & { readonly found: readonly Orderable[] }): JSX.Element {
  const { answers, faults, onAnswer, found } = props;
  const { form } = words.legal;
  return (
    <Part title={form.scope}>
      {found.length > 1 && (
        <ClosedChoice
          label={form.conversation}
          chosen={answers.conversation}
          choices={Object.fromEntries(found.map(({ key, therapist }) => [key, form.with(alias(therapist))]))}
          onChoose={(conversation) => {
            onAnswer({ conversation: conversation ?? "" });
          }}
        />
      )}
      <SomeOf
        legend={form.scopeKinds}
        options={SPOKEN}
        labels={words.release.kinds}
        chosen={answers.kinds}
        wrong={faults["kinds"] ?? null}
        onChoose={(kinds) => {
          onAnswer({ kinds });
        }}
      />
      <DateField
        label={form.from}
        hint={form.dates}
        wrong={faults["from"] ?? null}
        value={answers.from}
        onValue={(from) => {
          onAnswer({ from });
        }}
      />
      <DateField
        label={form.until}
        wrong={faults["until"] ?? null}
        value={answers.until}
        onValue={(until) => {
          onAnswer({ until });
        }}
      />
      <Line {...props} name="recipients" label={form.recipients} />
      <Line {...props} name="notes-requested" label={form.notes} hint={form.notesHint} optional />
      <Lines {...props} name="unavailable" label={form.unavailable} hint={form.unavailableHint} optional />
    </Part>
  );
}

/** Whether it is genuine and lawful, by whose judgement. */
export function CheckFields(props: PartProps): JSX.Element {
  const { form } = words.legal;
  return (
    <Part title={form.checks}>
      <Lines {...props} name="authenticity" label={form.authenticity} hint={form.authenticityHint} />
      <Line {...props} name="paragraph" label={form.paragraph} hint={form.paragraphHint} />
      <Line {...props} name="counsel" label={form.counsel} />
      <Lines {...props} name="privilege" label={form.privilege} hint={form.privilegeHint} />
      <Lines {...props} name="objections" label={form.objections} hint={form.optional} optional />
      <Lines {...props} name="sealing-terms" label={form.sealing} hint={form.optional} optional />
    </Part>
  );
}

/** Whether the client may be told, and from when on. */
export function GagFields(props: PartProps): JSX.Element {
  const { answers, faults, onAnswer } = props;
  const { form } = words.legal;
  return (
    <Part title={form.gagPart}>
      <DateField
        label={form.gag}
        hint={form.gagHint}
        wrong={faults["gag"] ?? null}
        value={answers.gag}
        onValue={(gag) => {
          onAnswer({ gag });
        }}
      />
      <Lines {...props} name="notice-to-client" label={form.notice} hint={form.optional} optional />
    </Part>
  );
}

interface ElementProps extends PartProps {
  readonly name: string;
  readonly label: string;
  readonly optional?: boolean;
}

/** An element of the paper, in one line. */
function Line({
  answers,
  faults,
  onAnswer,
  name,
  label,
  hint,
  optional,
}: ElementProps & { readonly hint?: string }): JSX.Element {
  return (
    <Field
      label={label}
      {...(hint === undefined ? {} : { hint })}
      wrong={faults[name] ?? null}
      optional={optional === true}
      value={answers.values[name] ?? ""}
      onValue={(value) => {
        onAnswer({ values: { ...answers.values, [name]: value } });
      }}
      attributes={{ ...PLAIN, name }}
    />
  );
}

/** An element of the paper, in several. */
function Lines({
  answers,
  faults,
  onAnswer,
  name,
  label,
  hint,
  optional,
}: ElementProps & { readonly hint: string }): JSX.Element {
  return (
    <LongField
      label={label}
      hint={hint}
      wrong={faults[name] ?? null}
      optional={optional === true}
      value={answers.values[name] ?? ""}
      onValue={(value) => {
        onAnswer({ values: { ...answers.values, [name]: value } });
      }}
    />
  );
}

/** The copy whose fingerprint is signed; it is read here and goes nowhere. */
function FileField({ answers, faults, onAnswer }: PartProps): JSX.Element {
  const id = useId();
  const { form } = words.legal;
  const wrong = faults["document"] ?? null;
  return (
    <div class="field">
      <label for={id}>{form.document}</label>
      <span class="hint" id={`${id}-hint`}>
        {form.documentHint}
        {answers.document !== null && ` ${form.chosen(answers.document.name)}`}
      </span>
      {wrong !== null && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
      <input
        class="file"
        type="file"
        id={id}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? `${id}-hint` : `${id}-hint ${id}-wrong`}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file === undefined) onAnswer({ document: null });
          else
            void file.arrayBuffer().then((bytes) => {
              onAnswer({ document: { name: file.name, bytes: new Uint8Array(bytes) } });
            });
        }}
      />
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <fieldset class="choices form-part">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
