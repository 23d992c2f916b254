import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Therapist } from "../../state/lobby_http.ts";
import type { Me } from "../../state/me/me.ts";
import type { IntakeAnswer } from "../../state/matching/form.ts";
import { words } from "../../words/words.ts";
import { Question, written } from "./Question.tsx";

/** Somebody of the directory whom one would like to work with. The practice is told who, so that the queue can show it. */
export function TherapistWish(props: {
  readonly me: Me;
  readonly answer: IntakeAnswer;
  readonly onAnswer: (answer: IntakeAnswer) => void;
}): JSX.Element {
  const { me, answer, onAnswer } = props;
  const [therapists, setTherapists] = useState<readonly Therapist[]>([]);
  const look = useCallback(() => {
    void me.ports.lobby.directory().then((read) => {
      if (read.ok) setTherapists(read.value);
    });
  }, [me]);
  useEffect(look, [look]);
  const wish = (therapist: Therapist | undefined): void => {
    void me.intake.wish(therapist?.therapist ?? null);
  };
  return (
    <Question
      answer={answer}
      onAnswer={(changed) => {
        if (changed.standing !== "given") wish(undefined);
        onAnswer(changed);
      }}
      control={(id, described, disabled) => (
        <select
          class="input"
          id={id}
          disabled={disabled}
          aria-describedby={described}
          value={answer.value}
          onChange={(event) => {
            const name = event.currentTarget.value;
            wish(therapists.find((each) => each.name === name));
            onAnswer(written(answer.question, name));
          }}
        >
          <option value="">{words.intake.noPreference}</option>
          {named(therapists, answer.value).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** Their names, and the one chosen before even when they are not in the directory any more. */
function named(therapists: readonly Therapist[], chosen: string): readonly string[] {
  const names = therapists.map(({ name }) => name);
  return chosen === "" || names.includes(chosen) ? names : [...names, chosen];
}
