import type { JSX } from "preact";
import { words } from "../words/words.ts";
import { Activate } from "./Activate.tsx";
import { ConversationPage } from "./ConversationPage.tsx";
import { Home } from "./Home.tsx";
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
  const { name } = place.value;
  if (name === "safety") return <Safety />;
  if (standing.kind === "looking") return <Looking />;
  if (standing.kind === "out") return name === "activate" ? <Activate /> : <SignIn />;
  if (standing.desk.outdated.value) return <Outdated />;
  if (place.value.name === "conversation") {
    return <ConversationPage key={place.value.key} desk={standing.desk} conversation={place.value.key} />;
  }
  return name === "settings" ? <Settings /> : <Home desk={standing.desk} />;
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
