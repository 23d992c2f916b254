import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { rememberedOf } from "../../state/place.ts";
import type { Recovering, Recovery } from "../../state/recovery.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { ByCode } from "./ByCode.tsx";
import { ChoosePassword } from "./ChoosePassword.tsx";
import { DoorPage } from "./DoorPage.tsx";
import { Making } from "./Making.tsx";
import { MistakeNote } from "./MistakeNote.tsx";
import { PlaceLink } from "./PlaceLink.tsx";
import { RecoveryCode } from "./RecoveryCode.tsx";
import { SecondFactor } from "./SecondFactor.tsx";

type Purpose = "recover" | "lost" | "shut";

/** The way in by recovery code, and what else the code can do: each a place of its own, with its own way back. */
export function Recover(): JSX.Element {
  const page = usePage();
  const { recovery } = page.entrance;
  const purpose = purposeOf(rememberedOf(page.place.value));
  const state = recovery.state.value;
  useEffect(
    () => () => {
      // Further on there is something to come back to.
      const { step, work } = recovery.state.peek();
      if ((step === "ask" && work === null) || step === "freed" || step === "shut") recovery.forget();
    },
    [recovery, purpose],
  );
  const choose = (next: Purpose): void => {
    recovery.forget();
    page.go({ name: "recover", of: next });
  };
  switch (state.step) {
    case "ask":
      return <Ask key={purpose} purpose={purpose} recovery={recovery} state={state} onPurpose={choose} />;
    case "second":
      return (
        <Second
          recovery={recovery}
          state={state}
          onLost={() => {
            choose("lost");
          }}
        />
      );
    case "password":
      return <Password recovery={recovery} state={state} />;
    case "code":
      return <Code recovery={recovery} state={state} />;
    case "keys":
      return <Keys recovery={recovery} state={state} />;
    case "freed":
    case "shut":
      return <Ended recovery={recovery} done={state.step === "freed" ? words.recovery.lost : words.recovery.shut} />;
    default: {
      const never: never = state.step;
      return never;
    }
  }
}

const purposeOf = (of: string | null): Purpose => (of === "lost" || of === "shut" ? of : "recover");

interface Props {
  readonly recovery: Recovery;
  readonly state: Recovering;
}

function Ask(
  props: Props & { readonly purpose: Purpose; readonly onPurpose: (purpose: Purpose) => void },
): JSX.Element {
  const { recovery, state, purpose, onPurpose } = props;
  const text = words.recovery;
  const { work, mistake } = state;
  const to = (next: Purpose, label: string): JSX.Element => (
    <li>
      <button
        class="link"
        type="button"
        onClick={() => {
          onPurpose(next);
        }}
      >
        {label}
      </button>
    </li>
  );
  if (purpose === "lost") {
    return (
      <DoorPage title={text.lost.title} intro={text.lost.intro}>
        <ByCode
          work={work}
          mistake={mistake}
          submit={text.lost.submit}
          warning={text.lost.warning}
          password
          onSubmit={({ number, password, code }) => void recovery.dropFactors(number, password, code)}
        />
        <ul class="aside ways">{to("recover", words.door.back)}</ul>
      </DoorPage>
    );
  }
  if (purpose === "shut") {
    return (
      <DoorPage title={text.shut.title} intro={text.shut.intro}>
        <ByCode
          work={work}
          mistake={mistake}
          submit={text.shut.submit}
          warning={text.shut.warning}
          onSubmit={({ number, code }) => void recovery.shut(number, code)}
        />
        <ul class="aside ways">{to("recover", words.door.back)}</ul>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={text.title} intro={text.intro}>
      <ByCode
        work={work}
        mistake={mistake}
        submit={text.submit}
        onSubmit={({ number, code }) => void recovery.open(number, code)}
      />
      <section class="aside stack">
        <h2>{text.other}</h2>
        <ul class="ways">
          {to("lost", text.lost.link)}
          {to("shut", text.shut.link)}
        </ul>
      </section>
      <p class="aside">
        <PlaceLink to={{ name: "home" }} label={text.toDoor} />
      </p>
    </DoorPage>
  );
}

function Second({ recovery, state, onLost }: Props & { readonly onLost: () => void }): JSX.Element | null {
  if (state.asked === null) return null;
  return (
    <SecondFactor
      asked={state.asked}
      work={state.work}
      mistake={state.mistake}
      onCode={(typed) => void recovery.showCode(typed)}
      onPasskey={() => void recovery.showPasskey()}
      onLost={onLost}
      onBack={() => {
        recovery.forget();
      }}
    />
  );
}

function Password({ recovery, state }: Props): JSX.Element {
  const { password } = words.recovery;
  return (
    <DoorPage title={password.title} intro={password.intro}>
      <ChoosePassword
        number={state.number}
        work={state.work}
        mistake={state.mistake}
        submit={password.submit}
        onChoose={(chosen) => void recovery.choose(chosen)}
      />
    </DoorPage>
  );
}

function Code({ recovery, state }: Props): JSX.Element {
  const { newCode } = words.recovery;
  const { number, code } = state;
  return (
    <DoorPage title={newCode.title} intro={newCode.intro}>
      <RecoveryCode sheet={{ number, code, fingerprints: null }} onConfirm={(typed) => recovery.confirm(typed)} />
    </DoorPage>
  );
}

function Keys({ recovery, state }: Props): JSX.Element {
  const { keys } = words.recovery;
  return (
    <DoorPage title={keys.title} intro={keys.intro}>
      <MistakeNote mistake={state.mistake} shown="recovery" />
      <Making
        work={state.work}
        failed={state.mistake !== null}
        retry={keys.retry}
        onRetry={() => void recovery.complete()}
      />
    </DoorPage>
  );
}

function Ended(props: {
  readonly recovery: Recovery;
  readonly done: { readonly doneTitle: string; readonly done: string };
}): JSX.Element {
  const page = usePage();
  return (
    <DoorPage title={props.done.doneTitle}>
      <p>{props.done.done}</p>
      <div class="actions">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            page.go({ name: "home" });
            props.recovery.forget();
          }}
        >
          {words.recovery.toDoor}
        </button>
      </div>
    </DoorPage>
  );
}
