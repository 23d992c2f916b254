import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { Sharable } from "../../state/release/sharing.ts";
import type { Part2Status } from "../../state/release_http.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { Icon } from "../Icon.tsx";
import { useKeptForm } from "../kept_form.ts";
import { useAct } from "../me/act.ts";
import type { Act } from "../me/act.ts";
import { Form } from "../Form.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { faultsAt, firstAnswers, wishOf } from "./answers.ts";
import type { Answers, Faults } from "./answers.ts";
import { Sign } from "./Sign.tsx";
import { WhatStep, WhichStep, WhoStep, WhyStep } from "./steps.tsx";

/** What a step works with. */
export interface StepProps {
  readonly answers: Answers;
  readonly faults: Faults;
  readonly onAnswer: (changed: Partial<Answers>) => void;
}

interface Props {
  readonly me: Me;
  readonly part2: Part2Status;
  /** Which step: a place of its own, so that the browser's own back button leads to the one before. */
  readonly at: number;
  readonly onStep: (at: number) => void;
  readonly onLeave: (said: string | null) => void;
}

/** A form for the release of one's record, a few questions at a time, read in full and signed at the end. */
export function ConsentForm(props: Props): JSX.Element {
  const { me, onLeave } = props;
  const act = useAct();
  const sharable = useSharable(me, act);
  const first = sharable?.[0];
  const { form } = words.release;
  return (
    <div class="page narrow share">
      <div class="stack">
        <button
          class="button plain back-to"
          type="button"
          onClick={() => {
            onLeave(null);
          }}
        >
          <Icon name="back" />
          {form.cancel}
        </button>
      </div>
      <MistakeNote mistake={act.mistake} shown="password" />
      {sharable !== null && first === undefined && <p>{form.none}</p>}
      {sharable !== null && first !== undefined && <Steps {...props} sharable={sharable} first={first} />}
    </div>
  );
}

function Steps(props: Props & { readonly sharable: readonly Sharable[]; readonly first: Sharable }): JSX.Element {
  const { me, part2, sharable, first, onStep } = props;
  const kept = useKeptForm("consent", null, () =>
    firstAnswers(part2 === "cleared" ? "general" : "part2", first.key, first.openedAt, Date.now()),
  );
  const known = sharable.some(({ key }) => key === kept.value.conversation);
  const answers = known ? kept.value : { ...kept.value, conversation: first.key };
  const at = reached(props.at, answers);
  const [faults, setFaults] = useState<Faults>({});
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, [at]);
  const { form } = words.release;
  const go = (to: number): void => {
    setFaults({});
    onStep(to);
  };
  const next = (): boolean => {
    const found = faultsAt(at, answers, Date.now());
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const step = { answers, faults, onAnswer: kept.change };
  const chosen = sharable.find(({ key }) => key === answers.conversation);
  const title = (
    <div class="stack">
      <p class="steps">{form.step(at + 1, form.steps.length)}</p>
      <h1 tabIndex={-1} ref={heading}>
        {form.steps[at]}
      </h1>
    </div>
  );
  if (at === form.steps.length - 1) {
    return (
      <>
        {title}
        <Sign
          {...step}
          me={me}
          isWhole={next}
          wish={() => wishOf(answers, chosen?.conversation ?? new Uint8Array())}
          onBack={() => {
            go(at - 1);
          }}
          onSigned={() => {
            kept.done();
            props.onLeave(form.signed);
          }}
        />
      </>
    );
  }
  return (
    <>
      {title}
      <Form
        wrong={Object.keys(faults).length === 0 ? null : faults}
        onSubmit={() => {
          if (next()) go(at + 1);
        }}
      >
        {at === 0 && <Begun form={kept} />}
        {at === 0 && <WhichStep {...step} part2={part2} />}
        {at === 1 && <WhatStep {...step} sharable={sharable} />}
        {at === 2 && <WhoStep {...step} />}
        {at === 3 && <WhyStep {...step} anew={isAnew(me)} />}
        <Buttons>
          <button class="button primary" type="submit">
            {form.next}
          </button>
          {at > 0 && (
            <button
              class="button"
              type="button"
              onClick={() => {
                go(at - 1);
              }}
            >
              {form.back}
            </button>
          )}
        </Buttons>
      </Form>
    </>
  );
}

/** Whoever comes to a step by the back button, with nothing filled in, begins where something is missing. */
function reached(at: number, answers: Answers): number {
  const before = Array.from({ length: at }, (_, step) => step);
  return before.find((step) => Object.keys(faultsAt(step, answers, Date.now())).length > 0) ?? at;
}

/** Whether the practice can give something back: only to who has lost their keys. */
function isAnew({ sharing }: Me): boolean {
  const shared = sharing.shared.value;
  return shared.kind === "ready" && shared.value.anew === true;
}

function Buttons({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="actions">{children}</div>;
}

/** The client's conversations, the newest first; null until they were read. */
function useSharable(me: Me, act: Act): readonly Sharable[] | null {
  const [sharable, setSharable] = useState<readonly Sharable[] | null>(null);
  useEffect(() => {
    void act
      .run("asking", () => me.sharing.conversations())
      .then((read) => {
        if (read === null) return;
        setSharable(read.value);
      });
    // Once, when the form is opened.
  }, [me]);
  return sharable;
}
