import type { JSX } from "preact";
import type { Registering, Registration, Step } from "../../state/registration.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { Back } from "./Back.tsx";
import { ChoosePassword } from "./ChoosePassword.tsx";
import { DoorPage } from "./DoorPage.tsx";
import { Making } from "./Making.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { PlaceLink } from "./PlaceLink.tsx";
import { Notice, Policies } from "./Policies.tsx";
import { CodeAskedBack, CodeShown } from "./RecoveryCode.tsx";

const PLACES: Readonly<Record<Step, number>> = {
  about: 1,
  policies: 2,
  notice: 3,
  password: 4,
  code: 5,
  written: 5,
  keys: 6,
};
/** The contact card comes last. */
const PAGES = 7;

export const stepOf = (step: Step | "card"): readonly [number, number] => [
  step === "card" ? PAGES : PLACES[step],
  PAGES,
];

/** Signing up: one thing per page. */
export function SignUp(): JSX.Element {
  const { registration } = usePage().entrance;
  const state = registration.state.value;
  switch (state.step) {
    case "about":
      return <About registration={registration} />;
    case "policies":
      return <Policies registration={registration} state={state} />;
    case "notice":
      return <Notice registration={registration} state={state} />;
    case "password":
      return <Password registration={registration} state={state} />;
    case "code":
    case "written":
      return <Code registration={registration} state={state} />;
    case "keys":
      return <Keys registration={registration} state={state} />;
    default: {
      const never: never = state.step;
      return never;
    }
  }
}

interface Props {
  readonly registration: Registration;
  readonly state: Registering;
}

function About({ registration }: Pick<Props, "registration">): JSX.Element {
  const { about } = words.registration;
  return (
    <DoorPage title={about.title} step={stepOf("about")}>
      <Wish />
      <p>{about.is}</p>
      <Note icon="alert">{about.isNot}</Note>
      <section class="stack">
        <h2>{about.exitTitle}</h2>
        <p>{about.exit}</p>
      </section>
      <p>{about.time}</p>
      <div class="actions">
        <button class="button primary" type="button" onClick={() => void registration.readPolicies()}>
          {about.start}
        </button>
      </div>
      <p class="aside">
        <PlaceLink to={{ name: "home" }} label={about.have} />
      </p>
    </DoorPage>
  );
}

/** Whom they would like to see, if they came from the page of a therapist. */
function Wish(): JSX.Element | null {
  const { wish } = usePage().entrance.lobby;
  if (wish.value === null) return null;
  const { would, drop } = words.lobby.wish;
  return (
    <Note icon="person">
      <p>{would(wish.value.name)}</p>
      <button
        class="link"
        type="button"
        onClick={() => {
          wish.value = null;
        }}
      >
        {drop}
      </button>
    </Note>
  );
}

function Password({ registration, state }: Props): JSX.Element {
  const { password, keys } = words.registration;
  const late = state.mistake?.kind === "over";
  return (
    <DoorPage title={password.title} step={stepOf("password")}>
      {state.again && <Note icon="help">{password.again}</Note>}
      {late && (
        <Note icon="alert" warn>
          {keys.late}
        </Note>
      )}
      <dl class="secret">
        <div>
          <dt>{password.number}</dt>
          <dd>
            <code>{state.number}</code>
          </dd>
        </div>
      </dl>
      <p>{password.numberHint}</p>
      <ChoosePassword
        number={state.number}
        work={state.work}
        mistake={late ? null : state.mistake}
        submit={password.submit}
        typed={registration.begun.password}
        onChoose={(chosen) => void registration.choose(chosen)}
      />
      <Back />
    </DoorPage>
  );
}

function Code({ registration, state }: Props): JSX.Element {
  const { step, number, code } = state;
  const page = usePage();
  return (
    <DoorPage title={words.registration.code.title} step={stepOf(step)}>
      {step === "code" ? (
        <CodeShown
          sheet={{ number, code, fingerprints: null }}
          onHave={() => {
            registration.have();
          }}
        />
      ) : (
        <CodeAskedBack
          typed={registration.begun.code}
          onConfirm={(typed) => registration.confirm(typed)}
          onAgain={() => {
            page.back();
          }}
        />
      )}
      {step === "code" && <Back />}
    </DoorPage>
  );
}

function Keys({ registration, state }: Props): JSX.Element {
  const { keys, retry } = words.registration;
  return (
    <DoorPage title={keys.title} step={stepOf("keys")} intro={keys.intro}>
      <MistakeNote mistake={state.mistake} shown="password" />
      <Making
        work={state.work}
        failed={state.mistake !== null}
        retry={retry}
        onRetry={() => void registration.make()}
      />
    </DoorPage>
  );
}
