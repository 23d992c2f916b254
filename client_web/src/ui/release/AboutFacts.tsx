import type { JSX } from "preact";
import type { AboutRecord, ShownAnswer, ShownRecordRequest } from "../../state/release/about_record.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";

/** What was asked about a record, and everything that was said to it, for either side. */
export function AboutFacts(props: {
  readonly row: AboutRecord;
  readonly shown: ShownRecordRequest;
  /** What the client's statement is called. */
  readonly statement: string;
}): JSX.Element {
  const { row, shown, statement } = props;
  const { aboutRecord } = words;
  const { answer, extension, disagreement } = shown;
  return (
    <>
      <dl class="facts">
        {Object.entries(aboutRecord.elements).map(([name, label]) => (
          <Fact key={name} name={label} value={valueOf(shown, name)} />
        ))}
      </dl>
      {extension === "broken" && <Broken />}
      {extension !== null && extension !== "broken" && answer === null && (
        <Said title={aboutRecord.extended(longDate(row.kept.due))} answer={extension} />
      )}
      {answer === "broken" && <Broken />}
      {answer !== null && answer !== "broken" && <Said title={aboutRecord.grounds[answer.ground]} answer={answer} />}
      {disagreement === "broken" && (
        <Note icon="alert" warn>
          {aboutRecord.statementBroken}
        </Note>
      )}
      {disagreement !== null && disagreement !== "broken" && (
        <dl class="facts">
          <Fact name={statement} value={disagreement.values?.["statement"] ?? aboutRecord.unreadable} />
        </dl>
      )}
    </>
  );
}

/** What an officer said, in words. */
function Said({ title, answer }: { readonly title: string; readonly answer: ShownAnswer }): JSX.Element {
  const { aboutRecord } = words;
  const { values } = answer;
  return (
    <dl class="facts">
      <Fact name={title} value={values?.["words"] ?? aboutRecord.unreadable} />
      <Fact name={aboutRecord.linkedTo} value={values?.["linked-to"] ?? ""} />
      <Fact name={aboutRecord.rights} value={values?.["rights"] ?? ""} />
    </dl>
  );
}

function Broken(): JSX.Element {
  return (
    <Note icon="alert" warn>
      {words.aboutRecord.broken}
    </Note>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element | null {
  if (value.trim() === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd class="as-written">{value}</dd>
    </div>
  );
}

function valueOf({ values }: ShownRecordRequest, name: string): string {
  const value = values[name] ?? "";
  return name === "paid-in-full" && value !== "" ? words.aboutRecord.yes : value;
}
