import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { RequestKind } from "../../state/release/about_record.ts";
import type { Sharable } from "../../state/release/sharing.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { Begun } from "../Begun.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { type KeptForm, useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";
import { type Answers, faultsOf, firstAnswers, valuesOf } from "./request_answers.ts";

const PLAIN = { autocomplete: "off", spellcheck: false } as const;

interface PartProps {
  readonly kept: KeptForm<Answers>;
  readonly wrong: (name: keyof Answers) => string | null;
}

/** A client asks for a correction, or to keep something from somebody. */
export function RequestForm(props: {
  readonly me: Me;
  readonly kind: RequestKind;
  readonly onLeave: (said: string | null) => void;
}): JSX.Element {
  const { me, kind, onLeave } = props;
  const { aboutRecord } = words;
  const { form } = aboutRecord;
  const act = useAct();
  const kept = useKeptForm<Answers>(kind, null, firstAnswers);
  const [faults, setFaults] = useState<readonly (keyof Answers)[]>([]);
  const conversations = useConversations(me);
  const newest = conversations[0]?.key ?? "";
  const about = kept.value.about ?? newest;
  const wrong = (name: keyof Answers): string | null => (faults.includes(name) ? form.missing : null);
  const send = async (): Promise<void> => {
    const missing = faultsOf(kind, kept.value);
    setFaults(missing);
    if (missing.length > 0) return;
    const conversation = conversations.find(({ key }) => key === about)?.conversation ?? new Uint8Array();
    const wanted = { kind, conversation, values: valuesOf(kind, kept.value) };
    if ((await act.run("signing", () => me.requests.ask(wanted))) === null) return;
    kept.done();
    onLeave(form.sent);
  };
  return (
    <div class="page narrow share">
      <div class="stack">
        <BackTo to={{ name: "my-requests" }} label={aboutRecord.back} />
        <h1 tabIndex={-1}>{form[kind].title}</h1>
        <p class="quiet">{form[kind].means}</p>
      </div>
      <Form wrong={faults.length === 0 ? null : faults} onSubmit={() => void send()}>
        <Begun form={kept} />
        {conversations.length > 0 && (
          <ClosedChoice
            label={form.about}
            any={form.noConversation}
            chosen={about === "" ? null : about}
            choices={Object.fromEntries(
              conversations.map(({ key, openedAt }) => [key, form.conversationOf(longDate(openedAt))]),
            )}
            onChoose={(chosen) => {
              kept.change({ about: chosen ?? "" });
            }}
          />
        )}
        {kind === "amendment" ? (
          <AmendmentPart kept={kept} wrong={wrong} />
        ) : (
          <RestrictionPart kept={kept} wrong={wrong} />
        )}
        <Field
          label={form.patient}
          hint={form.patientHint}
          wrong={wrong("patient")}
          value={kept.value.patient}
          onValue={kept.on("patient")}
          attributes={{ ...PLAIN, name: "patient", autocomplete: "name" }}
        />
        <MistakeNote mistake={act.mistake} shown="password" />
        <Submit label={form.send} work={act.work} />
        <p>
          <button
            class="link"
            type="button"
            onClick={() => {
              onLeave(null);
            }}
          >
            {form.cancel}
          </button>
        </p>
      </Form>
    </div>
  );
}

function AmendmentPart({ kept, wrong }: PartProps): JSX.Element {
  const { form } = words.aboutRecord;
  const { value, on } = kept;
  return (
    <>
      <LongField
        label={form.where}
        hint={form.whereHint}
        rows={2}
        wrong={wrong("where")}
        value={value.where}
        onValue={on("where")}
      />
      <LongField label={form.says} rows={3} optional value={value.says} onValue={on("says")} />
      <LongField
        label={form.shouldSay}
        rows={3}
        wrong={wrong("shouldSay")}
        value={value.shouldSay}
        onValue={on("shouldSay")}
      />
      <LongField
        label={form.why}
        hint={form.whyAmendmentHint}
        rows={3}
        wrong={wrong("why")}
        value={value.why}
        onValue={on("why")}
      />
      <LongField label={form.tell} hint={form.tellHint} rows={2} optional value={value.tell} onValue={on("tell")} />
    </>
  );
}

function RestrictionPart({ kept, wrong }: PartProps): JSX.Element {
  const { form } = words.aboutRecord;
  const { value, on } = kept;
  return (
    <>
      <LongField
        label={form.what}
        hint={form.whatHint}
        rows={3}
        wrong={wrong("what")}
        value={value.what}
        onValue={on("what")}
      />
      <LongField
        label={form.fromWhom}
        rows={2}
        wrong={wrong("fromWhom")}
        value={value.fromWhom}
        onValue={on("fromWhom")}
      />
      <label class="choice">
        <input
          type="checkbox"
          checked={value.paid}
          onChange={(event) => {
            on("paid")(event.currentTarget.checked);
          }}
        />
        <span>
          {form.paid}
          <span class="quiet small hint-line">{form.paidMeans}</span>
        </span>
      </label>
      <LongField
        label={form.whyOptional}
        hint={form.whyRestrictionHint}
        rows={3}
        optional
        value={value.why}
        onValue={on("why")}
      />
    </>
  );
}

/** The client's own conversations, those that are over included; none while they are not read, or cannot be. */
function useConversations(me: Me): readonly Sharable[] {
  const [conversations, set] = useState<readonly Sharable[]>([]);
  useEffect(() => {
    void me.sharing.conversations().then((found) => {
      if (found.ok) set(found.value);
    });
  }, [me]);
  return conversations;
}
