import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import { openRecord, sayOutcome } from "../../state/custody/opening.ts";
import type { OpenedRecord } from "../../state/custody/opening.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { HandedPart } from "./HandedPart.tsx";
import { OpenedView } from "./OpenedView.tsx";
import { PackagePart } from "./PackagePart.tsx";

/** The recipient sees who answered, and brings together what was given. */
export function RecipientPart(props: {
  readonly me: Me;
  readonly decision: Decision;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, decision, onDone } = props;
  const [opened, setOpened] = useState<OpenedRecord | null>(null);
  const opening = useAct();
  const said = words.custody;
  const drill = decision.client === null;
  const running = decision.state === "open";
  const whole = opened !== null && opened.opened === opened.of;
  if (decision.basis === "succession") {
    return (
      <>
        <WhoAnswered decision={decision} />
        {running && <HandedPart me={me} decision={decision} onDone={onDone} />}
      </>
    );
  }
  const fulfilled = decision.state === "fulfilled";
  // What helps in an emergency is read first.
  const packed =
    decision.basis === "legal" ? running || fulfilled : decision.basis === "emergency" && (whole || fulfilled);
  if (decision.basis === "consent") {
    return (
      <>
        <WhoAnswered decision={decision} />
        {(running || fulfilled) && <PackagePart me={me} decision={decision} />}
      </>
    );
  }
  return (
    <>
      <WhoAnswered decision={decision} />
      {running && !whole && opened !== null && <Note icon="info">{said.notEnough(opened.opened, opened.of)}</Note>}
      {running && !whole && (
        <section class="stack wide" aria-labelledby="collect">
          <h2 id="collect">{drill ? said.collectDrill : said.collect}</h2>
          <p>{said.collectMeans}</p>
          <StepUpForm
            act={opening}
            submit={drill ? said.collectDrill : said.collect}
            onSubmit={(shown) => {
              void opening
                .run("opening", () => openRecord(me.ports, decision, shown))
                .then((done) => {
                  if (done !== null) setOpened(done.value);
                });
            }}
          />
        </section>
      )}
      {opened !== null && opened.opened > 0 && <OpenedView opened={opened} decision={decision} />}
      {running && whole && <Finish me={me} decision={decision} opened={opened} onDone={onDone} />}
      {packed && <PackagePart me={me} decision={decision} />}
    </>
  );
}

function WhoAnswered({ decision }: { readonly decision: Decision }): JSX.Element {
  const said = words.custody;
  const { gave, declined } = decision;
  return (
    <section class="stack wide" aria-labelledby="answered">
      <h2 id="answered">{said.whoAnswered}</h2>
      {gave.length + declined.length === 0 && <p>{said.answeredNone}</p>}
      <ul class="lines">
        {gave.map((custodian) => (
          <li key={custodian}>
            <strong>{alias(custodian)}</strong> <span class="quiet">{said.answeredGave}</span>
          </li>
        ))}
        {declined.map((custodian) => (
          <li key={custodian}>
            <strong>{alias(custodian)}</strong> <span class="quiet">{said.answeredDeclined}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Finish(props: {
  readonly me: Me;
  readonly decision: Decision;
  readonly opened: OpenedRecord;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, decision, opened, onDone } = props;
  const finishing = useAct();
  const said = words.custody;
  const drill = decision.client === null;
  return (
    <div class="stack">
      {!drill && <p class="quiet">{said.finishMeans}</p>}
      <MistakeNote mistake={finishing.mistake} shown="password" />
      <button
        class="button primary"
        type="button"
        aria-disabled={finishing.work !== null}
        onClick={() => {
          void finishing
            .run("signing", () => sayOutcome(me.ports, decision, opened))
            .then((done) => {
              if (done !== null) onDone(said.finished);
            });
        }}
      >
        {drill ? said.finishDrill : said.finish}
      </button>
    </div>
  );
}
