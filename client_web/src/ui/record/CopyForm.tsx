import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { accountKey } from "../../state/id.ts";
import type { Me } from "../../state/me/me.ts";
import { provedStepUp } from "../../state/me/step_up.ts";
import type { Shown } from "../../state/me/step_up.ts";
import type { CopyWish } from "../../state/record/copy.ts";
import { sessionsOf } from "../../state/record/sessions.ts";
import type { RosterItem } from "../../state/roster.ts";
import { longDate, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Field } from "../Field.tsx";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Days, type Chosen, daysWrong, endOfDay, startOfDay } from "./Days.tsx";

type Which = "everything" | "session" | "dates";

/** Of what a copy is wanted, and number and password once more: a page that somebody else picked up must not be enough. */
export function CopyForm(props: {
  readonly me: Me;
  readonly item: RosterItem;
  readonly onWish: (wish: CopyWish) => void;
}): JSX.Element {
  const { me, item, onWish } = props;
  const act = useAct();
  const [which, setWhich] = useState<Which>("everything");
  const [session, setSession] = useState<string | null>(null);
  const [days, setDays] = useState<Chosen>({ from: "", until: "", what: "all" });
  const [names, setNames] = useState({ mine: "", theirs: "" });
  const [wrong, setWrong] = useState<string | null>(null);
  const { copy } = words.record;
  const sessions = sessionsOf(item.conversation.entries.value).filter(({ ended, locked }) => ended !== null && !locked);
  const one = session ?? sessions[0]?.session ?? null;
  const make = async (shown: Shown): Promise<void> => {
    const mistake = which === "dates" ? daysWrong(days) : which === "session" && one === null ? copy.noSessions : null;
    setWrong(mistake);
    if (mistake !== null) return;
    const proved = await act.run("stretching", () => provedStepUp(me.ports, shown));
    if (proved === null) return;
    const dated = which === "dates";
    onWish({
      conversation: item.key,
      from: dated ? startOfDay(days.from) : null,
      until: dated ? endOfDay(days.until) : null,
      what: dated ? days.what : "all",
      session: which === "session" ? one : null,
      names: namesOf(item, names),
    });
  };
  return (
    <>
      <fieldset class="choices">
        <legend>{copy.which}</legend>
        {(["everything", "session", "dates"] as const).map((option) => (
          <label class="choice" key={option}>
            <input
              type="radio"
              name="which"
              checked={which === option}
              onChange={() => {
                setWhich(option);
              }}
            />
            <span>
              {copy[option]}
              {option === "everything" && <span class="quiet small hint-line">{copy.everythingMeans}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {which === "session" && sessions.length === 0 && <p class="quiet">{copy.noSessions}</p>}
      {which === "session" && sessions.length > 0 && (
        <ClosedChoice
          label={copy.chooseSession}
          chosen={one}
          choices={Object.fromEntries(
            sessions.map(({ session: id, began }) => [id, `${longDate(began)}, ${timeOf(began)}`]),
          )}
          onChoose={setSession}
        />
      )}
      {which === "dates" && <Days chosen={days} wrong={wrong} onChange={setDays} />}
      <Names names={names} onChange={setNames} />
      <StepUpForm act={act} submit={copy.submit} onSubmit={(shown) => void make(shown)} />
    </>
  );
}

function Names(props: {
  readonly names: { readonly mine: string; readonly theirs: string };
  readonly onChange: (names: { mine: string; theirs: string }) => void;
}): JSX.Element {
  const { names, onChange } = props;
  const { copy } = words.record;
  const attributes = { autocomplete: "off", spellcheck: false } as const;
  return (
    <>
      <Field
        label={copy.yourName}
        hint={copy.nameHint}
        value={names.mine}
        optional
        attributes={{ ...attributes, name: "my-name" }}
        onValue={(mine) => {
          onChange({ ...names, mine });
        }}
      />
      <Field
        label={copy.theirName}
        value={names.theirs}
        optional
        attributes={{ ...attributes, name: "their-name" }}
        onValue={(theirs) => {
          onChange({ ...names, theirs });
        }}
      />
    </>
  );
}

function namesOf(item: RosterItem, { mine, theirs }: { mine: string; theirs: string }): CopyWish["names"] {
  const { members, other } = item.conversation;
  return members.value.map(({ account, self }) => [
    accountKey(account),
    self ? mine.trim() : other.role === "therapist" ? theirs.trim() : "",
  ]);
}
