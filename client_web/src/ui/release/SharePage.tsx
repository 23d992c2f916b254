import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { Me } from "../../state/me/me.ts";
import type { OwnConsent, Shared } from "../../state/release/sharing.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { Ready } from "../me/Ready.tsx";
import { Dialog } from "../Dialog.tsx";
import { usePage } from "../page.ts";
import { ConsentForm } from "./ConsentForm.tsx";
import { HandOut } from "./HandOut.tsx";
import { MadePackages } from "./MadePackages.tsx";

/** A form's steps are places of their own: "form.0" and so on. */
const STEPS = words.release.form.steps.length;

function stepOf(of: string | null): number | null {
  const step = Number(/^form\.(\d)$/.exec(of ?? "")?.[1] ?? Number.NaN);
  return step < STEPS ? step : null;
}

/** A package is a place of its own, too: "hand." and how the key of its form begins. */
const placeOf = ({ key }: OwnConsent): string => `hand.${key.slice(0, 32)}`;

/** The form by which a package is made there, if it still allows one. */
function handed(of: string | null, consents: readonly OwnConsent[]): OwnConsent | null {
  return consents.find((each) => placeOf(each) === of && each.shown !== null && each.standing === "open") ?? null;
}

/** What a client lets others see of their record: forms that they signed, and a new one (S11). */
export function SharePage(props: { readonly desk: Desk; readonly me: Me; readonly of: string | null }): JSX.Element {
  const { desk, me, of } = props;
  const page = usePage();
  const [said, say] = useState<string | null>(null);
  const { sharing } = me;
  useEffect(() => {
    void sharing.read();
  }, [sharing]);
  const { release } = words;
  const shared = sharing.shared.value;
  const step = stepOf(of);
  if (step !== null && shared.kind === "ready") {
    return (
      <ConsentForm
        me={me}
        part2={shared.value.part2}
        at={step}
        onStep={(next) => {
          page.go({ name: "share", of: `form.${next}` });
        }}
        onLeave={(done) => {
          say(done);
          page.go({ name: "share" });
        }}
      />
    );
  }
  const consent = shared.kind === "ready" ? handed(of, shared.value.consents) : null;
  if (consent !== null && shared.kind === "ready") {
    return (
      <HandOut
        key={consent.key}
        desk={desk}
        me={me}
        consent={consent}
        part2={shared.value.part2}
        conversation={consent.conversation}
        onBack={() => {
          page.back();
        }}
      />
    );
  }
  return (
    <div class="page narrow share">
      <div class="stack">
        <h1 tabIndex={-1}>{release.title}</h1>
        <p class="quiet">{release.intro}</p>
      </div>
      {said !== null && <Done>{said}</Done>}
      <Ready read={shared} onAgain={() => void sharing.read()}>
        {(value) => (
          <>
            <div class="actions">
              <button
                class="button primary"
                type="button"
                onClick={() => {
                  page.go({ name: "share", of: "form.0" });
                }}
              >
                {release.new}
              </button>
              <PlaceLink to={{ name: "accounting" }} label={release.accounting} button />
            </div>
            <Consents
              me={me}
              shared={value}
              onSaid={say}
              onHand={(chosen) => {
                say(null);
                page.go({ name: "share", of: placeOf(chosen) });
              }}
            />
          </>
        )}
      </Ready>
    </div>
  );
}

function Consents(props: {
  readonly me: Me;
  readonly shared: Shared;
  readonly onSaid: (said: string) => void;
  readonly onHand: (consent: OwnConsent) => void;
}): JSX.Element {
  const { consents } = props.shared;
  if (consents.length === 0) return <p>{words.release.empty}</p>;
  return (
    <ul class="lines">
      {consents.map((consent) => (
        <Line key={consent.key} me={props.me} consent={consent} onSaid={props.onSaid} onHand={props.onHand} />
      ))}
    </ul>
  );
}

function Line(props: {
  readonly me: Me;
  readonly consent: OwnConsent;
  readonly onSaid: (said: string) => void;
  readonly onHand: (consent: OwnConsent) => void;
}): JSX.Element {
  const { consent } = props;
  const { release } = words;
  const { shown, standing } = consent;
  const [asking, setAsking] = useState(false);
  const good = standing === "open" || standing === "asked";
  return (
    <li>
      <div class="stack tight">
        <strong>{shown === null ? release.unreadable : shown.values["recipient"]}</strong>
        {shown !== null && (
          <>
            <span>{shown.values["information"]}</span>
            <span class="quiet small">
              {release.forms[shown.form]} · {release.until(longDate(shown.expiresAt))}
            </span>
          </>
        )}
        <span class="quiet small">
          {release.standings[standing]}
          {consent.handedOut > 0 && ` · ${release.handedOut(consent.handedOut)}`}
          {standing === "asked" && ` · ${release.due(longDate(consent.due))}`}
        </span>
      </div>
      <MadePackages me={props.me} of={consent.key} />
      {good && (
        <div class="actions">
          {standing === "open" && (
            <button
              class="button primary"
              type="button"
              onClick={() => {
                props.onHand(consent);
              }}
            >
              {release.hand.make}
            </button>
          )}
          <button
            class="button"
            type="button"
            onClick={() => {
              setAsking(true);
            }}
          >
            {release.takeBack}
          </button>
        </div>
      )}
      {asking && (
        <TakeBack
          {...props}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </li>
  );
}

/** What cannot be undone says so before. */
function TakeBack(props: {
  readonly me: Me;
  readonly consent: OwnConsent;
  readonly onSaid: (said: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { release } = words;
  const act = useAct();
  const take = async (): Promise<void> => {
    const done = await act.run("signing", () => props.me.sharing.revoke(props.consent));
    if (done === null) return;
    props.onClose();
    props.onSaid(release.takenBack);
  };
  return (
    <Dialog title={release.takeBackTitle} onClose={props.onClose}>
      <p>{release.takeBackMeans}</p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <div class="actions">
        <button class="button warn" type="button" aria-disabled={act.work !== null} onClick={() => void take()}>
          {release.takeBackDo}
        </button>
        <button class="button" type="button" data-first onClick={props.onClose}>
          {release.keep}
        </button>
      </div>
    </Dialog>
  );
}
