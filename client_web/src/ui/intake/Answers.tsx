import type { ComponentChildren, JSX } from "preact";
import { FORM_PAGES } from "../../state/matching/form.ts";
import type { IntakeAnswer, IntakeContent, PageName, QuestionName } from "../../state/matching/form.ts";
import { words } from "../../words/words.ts";

/** An intake to be read, page by page; `beside`: what can be done about a page. */
export function Answers(props: {
  readonly content: IntakeContent;
  readonly beside?: (page: PageName, at: number) => ComponentChildren;
  /** How deep the headings of the pages lie. */
  readonly level?: 2 | 3;
}): JSX.Element {
  const { intake } = words;
  const answers = new Map(props.content.answers.map((each) => [each.question, each]));
  const Heading = props.level === 3 ? "h3" : "h2";
  return (
    <div class="answers">
      {FORM_PAGES.map(({ page, questions }, at) => (
        <section key={page} class="answers-page">
          <div class="answers-head">
            <Heading>{intake.pages[page]}</Heading>
            {props.beside?.(page, at)}
          </div>
          <dl>
            {questions.map((question) => (
              <Row key={question} question={question} answer={answers.get(question)} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Row(props: { readonly question: QuestionName; readonly answer: IntakeAnswer | undefined }): JSX.Element {
  const { intake } = words;
  const { question, answer } = props;
  const given = answer?.standing === "given";
  return (
    <>
      <dt>{intake.questions[question][0]}</dt>
      {given ? (
        <dd class="told">{answer.value}</dd>
      ) : (
        <dd class="quiet">{answer?.standing === "declined" ? intake.declined : intake.open}</dd>
      )}
    </>
  );
}
