import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Welcome as WelcomeState } from "../../state/welcome.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";
import { ContactCard } from "./ContactCard.tsx";
import { DoorPage } from "./DoorPage.tsx";
import { Groups } from "./Groups.tsx";
import { PlaceLink } from "./PlaceLink.tsx";
import { PrintSheet, printSheet } from "./PrintSheet.tsx";
import { stepOf } from "./SignUp.tsx";

/** After signing up: the contact card, and what comes next. */
export function Welcome({ welcome }: { readonly welcome: WelcomeState }): JSX.Element {
  const [later, setLater] = useState(false);
  if (later || welcome.card.value === "saved") return <Done welcome={welcome} />;
  const { card } = words.registration;
  return (
    <DoorPage title={card.title} step={stepOf("card")} intro={card.intro}>
      <ContactCard
        saving={welcome.card.value === "saving"}
        mistake={welcome.mistake.value}
        onSave={(content) => welcome.saveCard(content)}
        onLater={() => {
          setLater(true);
        }}
      />
    </DoorPage>
  );
}

/** On Home, as long as the practice does not know how to reach someone. */
export function Owed({ welcome }: { readonly welcome: WelcomeState }): JSX.Element | null {
  const { card } = words.registration;
  useEffect(() => {
    if (welcome.card.peek() === "missing") void welcome.lookForCard();
  }, [welcome]);
  if (welcome.card.value !== "missing") return null;
  return (
    <div class="owed">
      <Note icon="help">
        <p>{card.missing}</p>
        <PlaceLink to={{ name: "me", part: "card" }} label={card.open} />
      </Note>
    </div>
  );
}

function Done({ welcome }: { readonly welcome: WelcomeState }): JSX.Element {
  const page = usePage();
  const { done } = words.registration;
  const fingerprints = welcome.fingerprints.value;
  return (
    <DoorPage title={done.title}>
      <p>{done.next}</p>
      <div class="actions">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            page.go({ name: "home" });
            welcome.later();
          }}
        >
          {done.home}
        </button>
      </div>
      {fingerprints !== null && (
        <section class="stack wide">
          <h2>{done.sheet}</h2>
          <p>{done.fingerprints}</p>
          <dl class="secret">
            <div>
              <dt>{done.own}</dt>
              <dd>
                <Groups groups={fingerprints.own} />
              </dd>
            </div>
            <div>
              <dt>{done.root}</dt>
              <dd>
                <Groups groups={fingerprints.root} />
              </dd>
            </div>
          </dl>
          <div class="actions">
            <button class="button" type="button" onClick={printSheet}>
              {done.print}
            </button>
          </div>
          <PrintSheet sheet={{ number: welcome.number ?? "", code: null, fingerprints }} />
        </section>
      )}
    </DoorPage>
  );
}
