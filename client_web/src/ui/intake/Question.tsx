import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { isTooLong } from "../../state/matching/form.ts";
import type { IntakeAnswer, QuestionName } from "../../state/matching/form.ts";
import { words } from "../../words/words.ts";

/** One question: a field of several lines, or another control in its place, and the way to decline. */
export function Question(props: {
  readonly answer: IntakeAnswer;
  readonly onAnswer: (answer: IntakeAnswer) => void;
  /** Instead of a field of several lines. */
  readonly control?: (id: string, described: string, disabled: boolean) => ComponentChildren;
}): JSX.Element {
  const { intake } = words;
  const id = useId();
  const { answer, onAnswer } = props;
  const { question, standing, value } = answer;
  const [asked, hint] = intake.questions[question as QuestionName];
  const declined = standing === "declined";
  const tooLong = isTooLong(value);
  const described = tooLong ? `${id}-hint ${id}-wrong` : `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{asked}</label>
      <span class="hint" id={`${id}-hint`}>
        {hint}
      </span>
      {tooLong && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {intake.tooLong}
        </span>
      )}
      {props.control === undefined ? (
        <textarea
          class="input long"
          id={id}
          rows={3}
          name={question}
          autocomplete="off"
          spellcheck={false}
          value={value}
          disabled={declined}
          aria-describedby={described}
          aria-invalid={tooLong}
          onInput={(event) => {
            onAnswer(written(question, event.currentTarget.value));
          }}
        />
      ) : (
        props.control(id, described, declined)
      )}
      <label class="choice">
        <input
          type="checkbox"
          aria-label={intake.declineOf(asked)}
          checked={declined}
          onChange={(event) => {
            onAnswer({ question, standing: event.currentTarget.checked ? "declined" : "open", value: "" });
          }}
        />
        {intake.decline}
      </label>
    </div>
  );
}

/** What was written is given; nothing is open again. */
export function written(question: string, value: string): IntakeAnswer {
  return { question, standing: value === "" ? "open" : "given", value };
}
