import type { JSX } from "preact";
import type { Queue, WaitingClient } from "../../state/matching/queue.ts";
import type { IntakeContent } from "../../state/matching/form.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Form } from "../Form.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";

/** A note that the client takes to a doctor (S2): a notice in their mailbox, which prints. */
export function ReferralForm(props: {
  readonly queue: Queue;
  readonly client: WaitingClient;
  readonly intake: IntakeContent | null;
  readonly onSaid: (said: string) => void;
}): JSX.Element {
  const act = useAct();
  const { file } = words.matching;
  const { queue, client, intake, onSaid } = props;
  const kept = useKeptForm<{ readonly text: string | null }>("referral", client.key, () => ({ text: null }));
  const { text } = kept.value;
  const physician = intake?.answers.find(({ question }) => question === "physician")?.value ?? "";
  const written = text ?? file.referPrefilled(physician === "" ? file.doctor : physician);
  return (
    <details class="policy">
      <summary>{file.refer}</summary>
      <Form
        onSubmit={() =>
          void act
            .run("making", () => queue.refer(client, { title: file.referTitle, text: written }))
            .then((done) => {
              if (done === null) return;
              kept.done();
              onSaid(file.referred);
            })
        }
      >
        <p class="quiet">{file.referText}</p>
        <Begun form={kept} />
        <LongField label={file.referTitle} value={written} rows={9} onValue={kept.on("text")} />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={file.referGo} work={act.work} />
      </Form>
    </details>
  );
}
