import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DecisionGround } from "../../state/release/form.ts";
import type { Asked, Requests } from "../../state/release/requests.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";

interface Answer {
  readonly ground: DecisionGround;
  readonly text: string;
}

/** An officer says no, or that it takes longer, in words that only the client reads. */
export function AnswerDialog(props: {
  readonly desk: Requests;
  readonly row: Asked;
  readonly onClose: () => void;
  readonly onSaid: () => void;
}): JSX.Element {
  const { desk, row, onClose, onSaid } = props;
  const { requests } = words;
  const act = useAct();
  const kept = useKeptForm<Answer>("answer", row.key, () => ({
    ground: row.kept.extended ? "incomplete" : "longer",
    text: "",
  }));
  const { ground, text } = kept.value;
  const [missing, setMissing] = useState(0);
  const grounds = Object.fromEntries(
    Object.entries(requests.grounds).filter(([name]) => !(row.kept.extended && name === "longer")),
  );
  const send = async (): Promise<void> => {
    if (text.trim() === "") {
      setMissing((times) => times + 1);
      return;
    }
    const title = requests.noticeTitle[ground === "longer" ? "extend" : "deny"];
    if ((await act.run("signing", () => desk.answer(row, { ground, title, text: text.trim() }))) === null) return;
    kept.done();
    onClose();
    onSaid();
  };
  return (
    <Dialog title={requests.answerTitle} onClose={onClose}>
      <Form wrong={missing} onSubmit={() => void send()}>
        <ClosedChoice
          label={requests.ground}
          chosen={ground}
          choices={grounds}
          onChoose={(chosen) => {
            if (chosen !== null) kept.change({ ground: chosen as DecisionGround });
          }}
        />
        <LongField
          label={requests.words}
          hint={requests.wordsHint}
          wrong={missing > 0 && text.trim() === "" ? requests.missing : null}
          value={text}
          onValue={kept.on("text")}
        />
        <Begun form={kept} />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={requests.send} work={act.work} />
        <p>
          <button class="link" type="button" onClick={onClose}>
            {requests.cancel}
          </button>
        </p>
      </Form>
    </Dialog>
  );
}
