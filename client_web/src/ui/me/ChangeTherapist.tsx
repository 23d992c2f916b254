import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Change, History } from "../../state/care.ts";
import type { Desk } from "../../state/desk.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";
import { Submit } from "../Submit.tsx";
import { useAct } from "./act.ts";
import { MePage } from "./MePage.tsx";
import { useDesk } from "./desk.ts";

/** Another therapist, at any time, without a reason (S17). */
export function ChangeTherapist(): JSX.Element {
  const desk = useDesk();
  const { change } = words.care;
  return (
    <MePage title={words.me.parts.therapist[0]}>
      <p class="quiet">{change.intro}</p>
      {desk !== null && <Standing desk={desk} />}
    </MePage>
  );
}

function Standing({ desk }: { readonly desk: Desk }): JSX.Element {
  const { change } = words.care;
  const now = desk.care.change.value;
  if (now.kind !== "none") return <ChangeState change={now} />;
  const roster = desk.roster.value;
  const current = roster.kind === "ready" ? roster.items.find(({ over }) => !over) : undefined;
  if (roster.kind !== "ready") return <p role="status">{words.me.loading}</p>;
  return current === undefined ? <p>{change.none}</p> : <Wish desk={desk} from={current.key} />;
}

/** How far a change of therapist has come, in words. */
export function ChangeState({ change: now }: { readonly change: Change }): JSX.Element | null {
  const { change } = words.care;
  if (now.kind === "none") return null;
  if (now.kind === "stuck") return <Note icon="alert">{change.stuck}</Note>;
  if (now.kind === "moving") return <p role="status">{change.moving(now.done, now.all)}</p>;
  return (
    <Note icon="kept">
      <p>{change.asked}</p>
      <p class="quiet small">{now.history === "share" ? change.askedShare : change.askedKeep}</p>
    </Note>
  );
}

function Wish({ desk, from }: { readonly desk: Desk; readonly from: Parameters<Desk["care"]["ask"]>[0] }): JSX.Element {
  const act = useAct();
  const [history, choose] = useState<History>("keep");
  const { change } = words.care;
  return (
    <form
      class="stack wide"
      onSubmit={(event) => {
        event.preventDefault();
        void act.run("signing", () => desk.care.ask(from, history));
      }}
    >
      <ol class="steps">
        {change.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <fieldset class="choices">
        <legend>{change.history}</legend>
        {(["keep", "share"] as const).map((option) => (
          <label class="choice" key={option}>
            <input
              type="radio"
              name="history"
              checked={history === option}
              onChange={() => {
                choose(option);
              }}
            />
            <span>
              {change[option]}
              <span class="quiet small hint-line">{option === "share" ? change.shareMeans : change.keepMeans}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <MistakeNote mistake={act.mistake} shown="password" />
      <Submit label={change.submit} work={act.work} />
    </form>
  );
}
