import type { JSX } from "preact";
import { NOTICE } from "../../state/registration.ts";
import type { Registering, Registration } from "../../state/registration.ts";
import { words } from "../../words/words.ts";
import { Back } from "./Back.tsx";
import { DoorPage } from "./DoorPage.tsx";
import { Making } from "./Making.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { NoticeAnswer, PolicyForm } from "./PolicyForm.tsx";
import { stepOf } from "./SignUp.tsx";

interface Props {
  readonly registration: Registration;
  readonly state: Registering;
}

/** What has to be accepted, when someone signs up. */
export function Policies({ registration, state }: Props): JSX.Element {
  const { policies } = words.registration;
  return (
    <DoorPage title={policies.title} step={stepOf("policies")} intro={policies.intro}>
      <MistakeNote mistake={state.mistake} shown="password" />
      {state.policies === null ? (
        <Making
          work={state.work}
          failed={state.mistake !== null}
          retry={words.registration.retry}
          onRetry={() => void registration.readPolicies()}
        />
      ) : (
        <PolicyForm
          asked={state.policies.filter(({ policy }) => policy !== NOTICE)}
          work={state.work}
          missing={policies.missing}
          accepted={registration.begun.accepted}
          onAccept={() => void registration.accept()}
        />
      )}
      <Back />
    </DoorPage>
  );
}

/** The notice, when someone signs up. */
export function Notice({ registration, state }: Props): JSX.Element {
  const { notice } = words.registration;
  return (
    <DoorPage title={notice.title} step={stepOf("notice")} intro={notice.intro}>
      <MistakeNote mistake={state.mistake} shown="password" />
      <NoticeAnswer
        notice={state.policies?.find(({ policy }) => policy === NOTICE)}
        work={state.work}
        onAnswer={(answer) => void registration.answerNotice(answer)}
      />
      <Back />
    </DoorPage>
  );
}
