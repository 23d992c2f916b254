import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { History } from "../../state/care.ts";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import type { Therapist } from "../../state/lobby_http.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { Submit } from "../Submit.tsx";
import { useAct } from "./act.ts";

/** So many bytes of reasons fit a request, however many there are to read them (crypto.md §12.5). */
const MOST_REASONS_BYTES = 1_000;
const utf8 = new TextEncoder();

interface Wanted {
  readonly history: History;
  readonly text: string;
  readonly wish: string | null;
}

/** Asking for another therapist: why, if they want to say; whom they would like; who may read what was written so far. */
export function ChangeForm(props: {
  readonly desk: Desk;
  readonly me: Me;
  readonly from: ConversationKey;
}): JSX.Element {
  const { desk, me, from } = props;
  const act = useAct();
  const therapists = useDirectory(me);
  const kept = useKeptForm<Wanted>("change", from, () => ({ history: "keep", text: "", wish: null }));
  const { history, text, wish } = kept.value;
  const [tooLong, setTooLong] = useState(false);
  const { change } = words.care;
  const wished = therapists.find(({ therapist }) => therapist === wish);
  const ask = async (): Promise<void> => {
    const long = utf8.encode(text).length > MOST_REASONS_BYTES;
    setTooLong(long);
    if (long) return;
    const asked = await act.run("signing", async () => {
      // An earlier wish may be the very therapist whom they leave.
      await me.intake.wish(wished?.therapist ?? null);
      const reasons = { title: change.noticeTitle, text: text.trim(), therapist: wished?.name ?? null };
      return desk.care.ask(from, history, reasons);
    });
    if (asked !== null) kept.done();
  };
  return (
    <Form wrong={tooLong ? text : null} onSubmit={() => void ask()}>
      <Begun form={kept} />
      <ol class="numbered">
        {change.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <LongField
        label={change.reasons}
        hint={change.reasonsHint}
        wrong={tooLong ? change.reasonsLong : null}
        value={text}
        optional
        onValue={kept.on("text")}
      />
      {therapists.length > 0 && (
        <ClosedChoice
          label={change.wish}
          any={change.noWish}
          chosen={wish}
          choices={Object.fromEntries(therapists.map(({ therapist, name }) => [therapist, name]))}
          onChoose={kept.on("wish")}
        />
      )}
      <HistoryChoice history={history} onChoose={kept.on("history")} />
      <MistakeNote mistake={act.mistake} shown="password" />
      <Submit label={change.submit} work={act.work} />
    </Form>
  );
}

function HistoryChoice(props: {
  readonly history: History;
  readonly onChoose: (history: History) => void;
}): JSX.Element {
  const { change } = words.care;
  return (
    <fieldset class="choices">
      <legend>{change.history}</legend>
      {(["keep", "share"] as const).map((option) => (
        <label class="choice" key={option}>
          <input
            type="radio"
            name="history"
            checked={props.history === option}
            onChange={() => {
              props.onChoose(option);
            }}
          />
          <span>
            {change[option]}
            <span class="quiet small hint-line">{option === "share" ? change.shareMeans : change.keepMeans}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Everyone of the directory; nobody while it is not reached, for a wish is no condition. */
function useDirectory(me: Me): readonly Therapist[] {
  const [therapists, setTherapists] = useState<readonly Therapist[]>([]);
  useEffect(() => {
    void me.ports.lobby.directory().then((read) => {
      if (read.ok) setTherapists(read.value);
    });
  }, [me]);
  return therapists;
}
