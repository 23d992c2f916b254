import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { FORM_PAGES } from "../../state/matching/form.ts";
import type { IntakeContent, PageName } from "../../state/matching/form.ts";
import type { Intake } from "../../state/matching/intake.ts";
import { answeredCount } from "../../state/matching/intake.ts";
import type { Me } from "../../state/me/me.ts";
import type { Place } from "../../state/place.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { Ready } from "../me/Ready.tsx";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { Answers } from "./Answers.tsx";
import { useHandedWish } from "./handed.ts";
import { Question } from "./Question.tsx";
import { TherapistWish } from "./TherapistWish.tsx";

/** Where someone stands in the questionnaire: a page by its number, the review, or the end. */
type At = number | "review" | "done";

/** Each is a place of its own, so that the browser's back button leads to the one before. */
const placeOf = (at: At): Place => ({ name: "intake", of: typeof at === "number" ? `page.${at}` : at });

function atOf(of: string | null): At | null {
  if (of === "review" || of === "done") return of;
  const page = Number(/^page\.(\d)$/.exec(of ?? "")?.[1] ?? Number.NaN);
  return page < FORM_PAGES.length ? page : null;
}

/** A client's own intake, a few questions at a time, saved as it is written (S2). */
export function IntakePage({ me, of }: { readonly me: Me; readonly of: string | null }): JSX.Element {
  const { intake } = me;
  useHandedWish(me);
  useEffect(() => {
    void intake.read();
    return () => {
      void intake.save();
    };
  }, [intake]);
  return (
    <div class="page narrow intake">
      {intake.content.value.kind !== "ready" && <h1 tabIndex={-1}>{words.intake.title}</h1>}
      <Ready read={intake.content.value} onAgain={() => void intake.read()}>
        {(content) => <Pages me={me} content={content} of={of} />}
      </Ready>
    </div>
  );
}

function Pages(props: { readonly me: Me; readonly content: IntakeContent; readonly of: string | null }): JSX.Element {
  const { me, content } = props;
  const page = usePage();
  const [begin] = useState<At>(() => (answeredCount(content) === 0 ? 0 : "review"));
  const at = atOf(props.of) ?? begin;
  const top = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else top.current?.focus();
  }, [at]);
  const go = (to: At): void => {
    page.go(placeOf(to));
    void me.intake.save();
  };
  if (at === "done")
    return (
      <Thanks
        heading={top}
        onChange={() => {
          go("review");
        }}
      />
    );
  if (at === "review") return <Review heading={top} content={content} intake={me.intake} onGo={go} />;
  return <Page me={me} heading={top} content={content} at={at} onGo={go} />;
}

interface Heading {
  readonly current: HTMLHeadingElement | null;
}

function Page(props: {
  readonly me: Me;
  readonly heading: Heading;
  readonly content: IntakeContent;
  readonly at: number;
  readonly onGo: (to: At) => void;
}): JSX.Element {
  const { me, heading, content, at, onGo } = props;
  const { intake } = words;
  const shown = FORM_PAGES[at] ?? FORM_PAGES[0];
  const answers = new Map(content.answers.map((each) => [each.question, each]));
  return (
    <>
      <div class="stack">
        <p class="steps">{intake.step(at + 1, FORM_PAGES.length)}</p>
        <h1 tabIndex={-1} ref={heading}>
          {intake.pages[shown.page]}
        </h1>
        {at === 0 && <p class="quiet">{intake.intro}</p>}
      </div>
      {shown.page === "safety" && <Crisis />}
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onGo(at + 1 < FORM_PAGES.length ? at + 1 : "review");
        }}
      >
        {shown.questions.map((question) => {
          const answer = answers.get(question);
          if (answer === undefined) return null;
          const onAnswer = me.intake.answer.bind(me.intake);
          return question === "therapist" ? (
            <TherapistWish key={question} me={me} answer={answer} onAnswer={onAnswer} />
          ) : (
            <Question key={question} answer={answer} onAnswer={onAnswer} />
          );
        })}
        <Saved intake={me.intake} />
        <div class="actions">
          <button class="button primary" type="submit">
            {at + 1 < FORM_PAGES.length ? intake.next : intake.review}
          </button>
          {at > 0 && (
            <button
              class="button"
              type="button"
              onClick={() => {
                onGo(at - 1);
              }}
            >
              {intake.back}
            </button>
          )}
        </div>
      </form>
    </>
  );
}

/** Whether what was written is kept, quietly; what to do when it could not be. */
function Saved({ intake }: { readonly intake: Intake }): JSX.Element {
  const saving = intake.saving.value;
  return (
    <>
      <p class="quiet small" role="status" data-saving={saving}>
        {words.intake.saving[saving]}
      </p>
      {saving === "failed" && (
        <>
          <MistakeNote mistake={intake.mistake.value} shown="password" />
          <button class="button" type="button" onClick={() => void intake.save()}>
            {words.intake.again}
          </button>
        </>
      )}
    </>
  );
}

function Crisis(): JSX.Element {
  const { crisis } = words.intake;
  return (
    <Note icon="help">
      <div class="stack">
        <p>{crisis.text}</p>
        <PlaceLink to={{ name: "safety" }} label={crisis.link} button />
      </div>
    </Note>
  );
}

function Review(props: {
  readonly heading: Heading;
  readonly content: IntakeContent;
  readonly intake: Intake;
  readonly onGo: (to: At) => void;
}): JSX.Element {
  const { heading, content, onGo } = props;
  const { intake } = words;
  const change = (page: PageName, at: number): JSX.Element => (
    <button
      class="button plain"
      type="button"
      aria-label={intake.changeOf(intake.pages[page])}
      onClick={() => {
        onGo(at);
      }}
    >
      {intake.change}
    </button>
  );
  return (
    <>
      <div class="stack">
        <h1 tabIndex={-1} ref={heading}>
          {intake.reviewTitle}
        </h1>
        <p class="quiet">{intake.given(answeredCount(content), content.answers.length)}</p>
      </div>
      <Answers content={content} beside={change} />
      <Saved intake={props.intake} />
      <div class="actions">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            onGo("done");
          }}
        >
          {intake.finish}
        </button>
      </div>
    </>
  );
}

function Thanks({ heading, onChange }: { readonly heading: Heading; readonly onChange: () => void }): JSX.Element {
  const { intake } = words;
  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {intake.doneTitle}
      </h1>
      {intake.done.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <div class="actions">
        <PlaceLink to={{ name: "home" }} label={intake.home} button />
        <button class="button" type="button" onClick={onChange}>
          {intake.changeAnswers}
        </button>
      </div>
    </>
  );
}
