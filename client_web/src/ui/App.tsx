import type { JSX } from "preact";
import type { Desk } from "../state/desk.ts";
import type { Welcome as WelcomeState } from "../state/welcome.ts";
import { words } from "../words/words.ts";
import { Activate } from "./Activate.tsx";
import { ConversationPage } from "./ConversationPage.tsx";
import { Interruption } from "./door/Interruption.tsx";
import { Recover } from "./door/Recover.tsx";
import { Revised, RevisedNotice } from "./door/Revised.tsx";
import { SignUp } from "./door/SignUp.tsx";
import { Owed, Welcome } from "./door/Welcome.tsx";
import { Home } from "./Home.tsx";
import { Part } from "./me/Part.tsx";
import { SecondFactors } from "./me/SecondFactors.tsx";
import { usePage } from "./page.ts";
import { Safety } from "./Safety.tsx";
import { Settings } from "./Settings.tsx";
import { Shell } from "./Shell.tsx";
import { SignIn } from "./SignIn.tsx";

/** The view that belongs to where someone stands and where they want to be. */
export function App(): JSX.Element {
  return (
    <Shell>
      <View />
    </Shell>
  );
}

function View(): JSX.Element {
  const { entrance, place } = usePage();
  const standing = entrance.standing.value;
  if (place.value.name === "safety") return <Safety />;
  if (standing.kind === "looking") return <Looking />;
  if (standing.kind === "out") return <Door />;
  return <Inside desk={standing.desk} />;
}

/** For who is not signed in. */
function Door(): JSX.Element {
  const { name } = usePage().place.value;
  if (name === "activate") return <Activate />;
  if (name === "sign-up") return <SignUp />;
  return name === "recover" ? <Recover /> : <SignIn />;
}

/** For who is. */
function Inside({ desk }: { readonly desk: Desk }): JSX.Element {
  const { entrance, place } = usePage();
  const welcome = entrance.welcome.value;
  const me = entrance.me.value;
  if (desk.outdated.value) return <Outdated />;
  if (welcome?.foreign.value === true) return <ForeignKeys />;
  if (entrance.secondFactor.value === "missing" && me !== null) return <SecondFactors me={me} />;
  if (welcome?.fresh.value === true) return <Welcome welcome={welcome} />;
  if (place.value.name === "me" && me !== null) return <Part key={place.value.part} me={me} part={place.value.part} />;
  if (place.value.name === "settings") return <Settings />;
  return <Conversations desk={desk} welcome={welcome} />;
}

/** Home and the conversations, after what a client is shown once beforehand. */
function Conversations(props: { readonly desk: Desk; readonly welcome: WelcomeState | null }): JSX.Element {
  const { desk, welcome } = props;
  const { place } = usePage();
  const beforehand = welcome?.beforehand ?? null;
  if (welcome !== null && beforehand === "policies") return <Revised policies={welcome.policies} />;
  if (welcome !== null && beforehand === "notice") return <RevisedNotice policies={welcome.policies} />;
  if (welcome !== null && beforehand === "exit") return <Interruption exit={welcome.exit} />;
  if (place.value.name === "conversation") {
    return <ConversationPage key={place.value.key} desk={desk} conversation={place.value.key} />;
  }
  return (
    <>
      {welcome !== null && <Owed welcome={welcome} />}
      <Home desk={desk} />
    </>
  );
}

/** Somebody else's keys stand under this account's name. */
function ForeignKeys(): JSX.Element {
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{words.trust.foreignTitle}</h1>
      {words.trust.foreign.map((paragraph) => (
        <p key={paragraph} role="alert">
          {paragraph}
        </p>
      ))}
    </div>
  );
}

/** The service has moved on and this page has not. */
function Outdated(): JSX.Element {
  const page = usePage();
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{words.general.title}</h1>
      <p role="alert">{words.general.outdated}</p>
      <div>
        <button
          class="button primary"
          type="button"
          onClick={() => {
            page.reload();
          }}
        >
          {words.general.reload}
        </button>
      </div>
    </div>
  );
}

/** The moment in which a reload finds its two halves. Nothing moves, so that nothing blinks. */
function Looking(): JSX.Element {
  return (
    <div class="page narrow">
      <h1 class="hidden" tabIndex={-1}>
        {words.general.title}
      </h1>
      <p class="quiet" role="status">
        {words.general.looking}
      </p>
    </div>
  );
}
