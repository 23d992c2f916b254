import type { JSX } from "preact";
import { act, areTooMany, reasonOf, shut } from "../../state/console/people.ts";
import type { PersonAtDesk } from "../../state/console/people.ts";
import type { Me } from "../../state/me/me.ts";
import type { Result } from "../../state/me/result.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { ClosedChoice } from "./ClosedChoice.tsx";

export type Deed = "suspend" | "reinstate" | "shut";

/** How it ended: nothing was done, it was done, or somebody else was quicker. */
export type Ended = "left" | "done" | "conflict";

/** Asks before an account is paused, reinstated or shut, and says what happens (ST-04). */
export function AccountDialog(props: {
  readonly me: Me;
  readonly deed: Deed;
  readonly person: PersonAtDesk;
  readonly onClose: (ended: Ended) => void;
}): JSX.Element {
  const { me, deed, person, onClose } = props;
  const kept = useKeptForm(deed === "reinstate" ? "account-back" : "account", person.account, () => ({
    code: reasonOf(deed === "reinstate" ? "resolved" : null),
    said: "",
  }));
  const { code, said } = kept.value;
  const doing = useAct();
  const asked = words.console.act;
  const tooLong = areTooMany(said);
  const carryOut = (): Promise<Result<null>> =>
    deed === "shut" ? shut(me.ports, person.account) : act(me.ports, person.account, deed, code, said);
  const submit = (): void => {
    if (tooLong) return;
    void doing.run("asking", carryOut).then((done) => {
      if (done === null) return;
      kept.done();
      onClose("done");
    });
  };
  const conflict = doing.mistake?.kind === "refused" && doing.mistake.code === "conflict";
  return (
    <Dialog
      title={asked[`${deed}Title`](person.name)}
      onClose={() => {
        onClose(conflict ? "conflict" : "left");
      }}
    >
      <p>{meansOf(deed, person.role)}</p>
      {deed !== "shut" && (
        <>
          <ClosedChoice
            label={asked.why}
            chosen={code}
            choices={asked.codes}
            onChoose={(chosen) => {
              kept.change({ code: reasonOf(chosen) });
            }}
          />
          <LongField
            label={asked.words}
            hint={asked.wordsHint}
            wrong={tooLong ? asked.tooLong : null}
            rows={3}
            optional
            value={said}
            onValue={kept.on("said")}
          />
        </>
      )}
      {conflict ? (
        <p role="alert">{words.console.conflict}</p>
      ) : (
        <MistakeNote mistake={doing.mistake} shown="password" />
      )}
      <div class="choices-row">
        <button
          class={deed === "reinstate" ? "button primary" : "button warn"}
          type="button"
          aria-disabled={doing.work !== null || conflict}
          onClick={conflict ? undefined : submit}
        >
          {asked[deed]}
        </button>
        <button
          class="button"
          type="button"
          data-first
          onClick={() => {
            onClose(conflict ? "conflict" : "left");
          }}
        >
          {asked.keep}
        </button>
      </div>
    </Dialog>
  );
}

function meansOf(deed: Deed, role: string): string {
  const asked = words.console.act;
  if (deed === "shut") return asked.shutMeans;
  if (deed === "reinstate") return asked.reinstateMeans;
  return role === "client" ? asked.suspendClient : asked.suspendStaff;
}
