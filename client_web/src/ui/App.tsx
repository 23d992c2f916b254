import type { JSX } from "preact";
import type { Desk } from "../state/desk.ts";
import type { Welcome as WelcomeState } from "../state/welcome.ts";
import { words } from "../words/words.ts";
import { Interruption } from "./door/Interruption.tsx";
import { AgreementUnread, Revised, RevisedNotice } from "./door/Revised.tsx";
import { Welcome } from "./door/Welcome.tsx";
import { Part } from "./me/Part.tsx";
import { SecondFactors } from "./me/SecondFactors.tsx";
import { usePage } from "./page.ts";
import { insideView, outsideView, publicView } from "./places.tsx";
import { LogTrouble } from "./RecordLog.tsx";
import { Shell } from "./Shell.tsx";

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
  const forEveryone = publicView(place.value);
  if (forEveryone !== null) return forEveryone;
  if (standing.kind === "looking") return <Looking />;
  if (standing.kind === "out") return outsideView(place.value);
  return (
    <>
      <LogTrouble log={standing.desk.log} />
      <Inside desk={standing.desk} />
    </>
  );
}

/** For who is signed in. */
function Inside({ desk }: { readonly desk: Desk }): JSX.Element {
  const { entrance, place } = usePage();
  const welcome = entrance.welcome.value;
  const me = entrance.me.value;
  const here = place.value;
  if (desk.outdated.value) return <Outdated />;
  if (welcome?.foreign.value === true) return <ForeignKeys welcome={welcome} />;
  if (entrance.secondFactor.value === "missing" && me !== null) return <SecondFactors me={me} />;
  if (welcome?.fresh.value === true) return <Welcome welcome={welcome} />;
  if (here.name === "me" && me !== null) return <Part key={here.part} me={me} part={here.part} />;
  const before = here.name === "settings" ? null : beforehand(welcome);
  return before ?? insideView({ desk, place: here, welcome, me });
}

/** What somebody is shown once, before everything but their own account and the page's settings; null when nothing waits. */
function beforehand(welcome: WelcomeState | null): JSX.Element | null {
  const waiting = welcome?.beforehand ?? null;
  if (welcome === null || waiting === null) return null;
  if (waiting === "policies") return <Revised policies={welcome.policies} />;
  if (waiting === "agreement") return <AgreementUnread welcome={welcome} />;
  if (waiting === "notice") return <RevisedNotice policies={welcome.policies} />;
  return <Interruption exit={welcome.exit} />;
}

/** Somebody else's keys stand under this account's name. */
function ForeignKeys({ welcome }: { readonly welcome: WelcomeState }): JSX.Element {
  const page = usePage();
  const { trust } = words;
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{words.trust.foreignTitle}</h1>
      {words.trust.foreign.map((paragraph) => (
        <p key={paragraph} role="alert">
          {paragraph}
        </p>
      ))}
      {welcome.mayHaveBegunAnew && (
        <div class="stack">
          <p>{trust.begunAnewYourself}</p>
          <div>
            <button
              class="button"
              type="button"
              onClick={() => {
                // What the lost keys were is forgotten with the page.
                void welcome.publish("anew").then(() => {
                  page.reload();
                });
              }}
            >
              {trust.goOnAnew}
            </button>
          </div>
        </div>
      )}
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
