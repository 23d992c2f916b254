import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { AboutRecord } from "../../state/release/about_record.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";

/** A client's statement to a no (45 CFR 164.526(d)(2)). */
export function DisagreeDialog(props: {
  readonly me: Me;
  readonly row: AboutRecord;
  readonly onClose: () => void;
  readonly onSaid: (said: string) => void;
}): JSX.Element {
  const { me, row, onClose, onSaid } = props;
  const { disagree } = words.aboutRecord;
  const act = useAct();
  const kept = useKeptForm("disagreement", row.key, () => ({ statement: "" }));
  const statement = kept.value.statement.trim();
  const [missing, setMissing] = useState(0);
  const send = async (): Promise<void> => {
    if (statement === "") {
      setMissing((times) => times + 1);
      return;
    }
    if ((await act.run("signing", () => me.requests.disagree(row, statement))) === null) return;
    kept.done();
    onClose();
    onSaid(disagree.done);
  };
  return (
    <Dialog title={disagree.title} onClose={onClose}>
      <p>{disagree.means}</p>
      <Form wrong={missing} onSubmit={() => void send()}>
        <LongField
          label={disagree.words}
          wrong={missing > 0 && statement === "" ? disagree.missing : null}
          value={kept.value.statement}
          onValue={kept.on("statement")}
        />
        <Begun form={kept} />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={disagree.send} work={act.work} />
        <p>
          <button class="link" type="button" onClick={onClose}>
            {disagree.cancel}
          </button>
        </p>
      </Form>
    </Dialog>
  );
}
