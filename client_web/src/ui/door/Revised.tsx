import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Policies } from "../../state/policies.ts";
import type { Welcome } from "../../state/welcome.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { DoorPage } from "./DoorPage.tsx";
import { Making } from "./Making.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { NoticeAnswer, PolicyForm } from "./PolicyForm.tsx";

interface Props {
  readonly policies: Policies;
}

/** Policies that wait for an answer: revised ones, or the first ones of someone whose account the practice issued, or who works here. */
export function Revised({ policies }: Props): JSX.Element {
  const [disagrees, setDisagrees] = useState(false);
  const barred = policies.barred.value;
  if (disagrees) {
    return (
      <Disagree
        staff={barred}
        onBack={() => {
          setDisagrees(false);
        }}
      />
    );
  }
  const { disagree } = words.beforehand.policies;
  const { first, revised, missing } = barred ? words.beforehand.agreement : words.beforehand.policies;
  const { work, mistake, ...asking } = policies.asking.value;
  const { title, intro } = asking.first ? first : revised;
  return (
    <DoorPage title={title} intro={intro}>
      <MistakeNote mistake={mistake} shown="password" />
      <PolicyForm asked={policies.toAccept} work={work} missing={missing} onAccept={() => void policies.accept()} />
      {mistake !== null && !barred && <Later policies={policies} />}
      <p class="aside">
        <button
          class="link"
          type="button"
          onClick={() => {
            setDisagrees(true);
          }}
        >
          {disagree}
        </button>
      </p>
    </DoorPage>
  );
}

/** What staff agree to could not be read: the service opens nothing without it. */
export function AgreementUnread({ welcome }: { readonly welcome: Welcome }): JSX.Element {
  const { work, mistake } = welcome.policies.asking.value;
  const { title, intro } = words.beforehand.agreement.first;
  return (
    <DoorPage title={title} intro={intro}>
      <MistakeNote mistake={mistake} shown="password" />
      <Making
        work={work}
        failed={mistake !== null}
        retry={words.registration.retry}
        onRetry={() => void welcome.look()}
      />
    </DoorPage>
  );
}

/** The notice bars nobody: whatever is answered, one goes on. */
export function RevisedNotice({ policies }: Props): JSX.Element {
  const { first, revised } = words.beforehand.notice;
  const { work, mistake, ...asking } = policies.asking.value;
  return (
    <DoorPage title={asking.first ? first : revised} intro={words.registration.notice.intro}>
      <MistakeNote mistake={mistake} shown="password" />
      <NoticeAnswer notice={policies.notice} work={work} onAnswer={(answer) => void policies.answerNotice(answer)} />
      {mistake !== null && <Later policies={policies} />}
    </DoorPage>
  );
}

/** That the practice could not keep an answer bars nobody. */
function Later({ policies }: Props): JSX.Element {
  return (
    <p class="aside">
      <button
        class="link"
        type="button"
        onClick={() => {
          policies.later();
        }}
      >
        {words.beforehand.policies.later}
      </button>
    </p>
  );
}

/** What it means, and the way out. */
function Disagree({ staff, onBack }: { readonly staff: boolean; readonly onBack: () => void }): JSX.Element {
  const page = usePage();
  const { title, signOut, back } = words.beforehand.disagree;
  const { means, talk } = staff ? words.beforehand.agreement : words.beforehand.disagree;
  return (
    <DoorPage title={title}>
      <p>{means}</p>
      <p>{talk}</p>
      <div class="actions">
        <button class="button primary" type="button" onClick={() => void page.signOut()}>
          {signOut}
        </button>
        <button class="button" type="button" onClick={onBack}>
          {back}
        </button>
      </div>
    </DoorPage>
  );
}
