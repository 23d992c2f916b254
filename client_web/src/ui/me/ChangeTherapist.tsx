import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Change } from "../../state/care.ts";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";
import { Suspended } from "../Suspended.tsx";
import { useAct } from "./act.ts";
import { ChangeForm } from "./ChangeForm.tsx";
import { MePage } from "./MePage.tsx";
import { useDesk } from "./desk.ts";

/** Another therapist, at any time, without a reason (S17). */
export function ChangeTherapist({ me }: { readonly me: Me }): JSX.Element {
  const desk = useDesk();
  const [stays, setStays] = useState(false);
  const { change } = words.care;
  const now = desk?.care.change.value;
  return (
    <MePage title={words.me.parts.therapist[0]}>
      {now?.kind !== "asked" && <p class="quiet">{change.intro}</p>}
      {stays && now?.kind === "none" && <p role="status">{change.withdrawn}</p>}
      {desk?.suspended === true && <Suspended />}
      {desk?.suspended === false && <Standing desk={desk} me={me} onStays={setStays} />}
    </MePage>
  );
}

function Standing(props: {
  readonly desk: Desk;
  readonly me: Me;
  readonly onStays: (stays: boolean) => void;
}): JSX.Element {
  const { desk, me, onStays } = props;
  const { change } = words.care;
  const now = desk.care.change.value;
  if (now.kind === "asked") return <Asked desk={desk} change={now} onStays={onStays} />;
  if (now.kind !== "none") return <ChangeState change={now} />;
  const roster = desk.roster.value;
  const current = roster.kind === "ready" ? roster.items.find(({ over }) => !over) : undefined;
  if (roster.kind !== "ready") return <p role="status">{words.me.loading}</p>;
  return current === undefined ? <p>{change.none}</p> : <ChangeForm desk={desk} me={me} from={current.key} />;
}

/** The request stands until somebody is accepted, or its client takes it back. */
function Asked(props: {
  readonly desk: Desk;
  readonly change: Extract<Change, { kind: "asked" }>;
  readonly onStays: (stays: boolean) => void;
}): JSX.Element {
  const act = useAct();
  const { change } = words.care;
  const withdraw = async (from: ConversationKey): Promise<void> => {
    if ((await act.run("signing", () => props.desk.care.withdraw(from))) !== null) props.onStays(true);
  };
  return (
    <div class="stack wide">
      <ChangeState change={props.change} />
      <p class="quiet">{change.withdrawMeans}</p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <div>
        <button
          class="button"
          type="button"
          aria-disabled={act.work !== null}
          onClick={() => void withdraw(props.change.from)}
        >
          {change.withdraw}
        </button>
      </div>
    </div>
  );
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
