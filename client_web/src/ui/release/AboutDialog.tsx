import type { JSX } from "preact";
import { useState } from "preact/hooks";
import {
  type AboutRecord,
  DENIALS,
  mayExtend,
  type RequestGround,
  type ShownRecordRequest,
} from "../../state/release/about_record.ts";
import type { Requests } from "../../state/release/requests.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Dialog } from "../Dialog.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Form } from "../Form.tsx";
import { type KeptForm, useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Note } from "../Note.tsx";
import { Submit } from "../Submit.tsx";

interface Answer {
  readonly ground: RequestGround;
  readonly words: string;
  readonly linkedTo: string;
  readonly rights: string;
}

/** An officer says yes, no or later to a request about a record, in words that are sealed to the client and the officers. */
export function AboutDialog(props: {
  readonly desk: Requests;
  readonly row: AboutRecord;
  readonly shown: ShownRecordRequest;
  readonly onClose: () => void;
  readonly onSaid: () => void;
}): JSX.Element {
  const { desk, row, shown, onClose, onSaid } = props;
  const { desk: said } = words.aboutRecord;
  const act = useAct();
  const kept = useKeptForm<Answer>("record-answer", row.key, () => ({
    ground: "agreed",
    words: "",
    linkedTo: shown.values["where"] ?? "",
    rights: said.rightsTexts[row.kind],
  }));
  const [missing, setMissing] = useState(0);
  const { ground } = kept.value;
  const send = async (): Promise<void> => {
    if (isMissing(kept.value)) {
      setMissing((times) => times + 1);
      return;
    }
    if ((await act.run("signing", () => desk.answerAbout(row, trimmed(kept.value)))) === null) return;
    kept.done();
    onClose();
    onSaid();
  };
  return (
    <Dialog title={said.answerTitle} onClose={onClose}>
      <Form wrong={missing} onSubmit={() => void send()}>
        {(shown.values["paid-in-full"] ?? "") !== "" && <Note icon="info">{said.mustAgree}</Note>}
        <ClosedChoice
          label={said.ground}
          chosen={ground}
          choices={groundsOf(row)}
          onChoose={(chosen) => {
            if (chosen !== null) kept.change({ ground: chosen as RequestGround });
          }}
        />
        <Words
          kept={kept}
          missing={missing > 0}
          amendment={row.kind === "amendment"}
          tell={shown.values["tell"] ?? ""}
        />
        <Begun form={kept} />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={said.send} work={act.work} />
        <p>
          <button class="link" type="button" onClick={onClose}>
            {said.cancel}
          </button>
        </p>
      </Form>
    </Dialog>
  );
}

/** What the client is told, and what goes with a yes or a no. */
function Words(props: {
  readonly kept: KeptForm<Answer>;
  readonly missing: boolean;
  readonly amendment: boolean;
  readonly tell: string;
}): JSX.Element {
  const { kept, missing, amendment, tell } = props;
  const { desk: said } = words.aboutRecord;
  const { value, on } = kept;
  const kind = kindOf(value.ground);
  const wrong = (text: string): string | null => (missing && text.trim() === "" ? said.missing : null);
  return (
    <>
      <LongField
        label={said.words}
        hint={said.wordsHints[kind]}
        wrong={wrong(value.words)}
        value={value.words}
        onValue={on("words")}
      />
      {kind === "yes" && amendment && (
        <>
          <LongField label={said.linkedTo} rows={2} optional value={value.linkedTo} onValue={on("linkedTo")} />
          {tell !== "" && <Note icon="info">{said.tell(tell)}</Note>}
        </>
      )}
      {kind === "yes" && !amendment && <Note icon="info">{said.keep}</Note>}
      {kind === "no" && (
        <LongField
          label={said.rights}
          hint={said.rightsHint}
          wrong={wrong(value.rights)}
          value={value.rights}
          onValue={on("rights")}
        />
      )}
    </>
  );
}

function groundsOf(row: AboutRecord): Readonly<Record<string, string>> {
  const { grounds } = words.aboutRecord.desk;
  const lawful: readonly RequestGround[] = [
    "agreed",
    ...DENIALS[row.kind],
    ...(mayExtend(row) ? ["longer" as const] : []),
  ];
  return Object.fromEntries(lawful.map((ground) => [ground, grounds[ground]]));
}

function kindOf(ground: RequestGround): "yes" | "no" | "later" {
  if (ground === "agreed") return "yes";
  return ground === "longer" ? "later" : "no";
}

function isMissing({ ground, words: text, rights }: Answer): boolean {
  return text.trim() === "" || (kindOf(ground) === "no" && rights.trim() === "");
}

function trimmed({ ground, words: text, linkedTo, rights }: Answer): Answer {
  return { ground, words: text.trim(), linkedTo: linkedTo.trim(), rights: rights.trim() };
}
