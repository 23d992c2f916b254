import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { asked, setDate } from "../../state/retention/keeping.ts";
import type { ClientRecord, RetentionSchedule } from "../../state/retention/keeping.ts";
import type { Me } from "../../state/me/me.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { DateField } from "../DateField.tsx";
import { Form } from "../Form.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";
import { Refused } from "./Refused.tsx";

/** Until when a record is kept: computed here from a birth date that stays here, or any later day. */
export function DateForm(props: {
  readonly me: Me;
  readonly schedule: RetentionSchedule;
  readonly record: ClientRecord;
  readonly onClose: (said: string | null) => void;
}): JSX.Element {
  const { me, schedule, record, onClose } = props;
  const [birth, setBirth] = useState("");
  const [named, setNamed] = useState<readonly string[]>(record.retention?.rules ?? []);
  const [later, setLater] = useState("");
  const [tried, setTried] = useState(0);
  const act = useAct();
  const { date } = words.retention;
  const least = asked(schedule, record, named, birth);
  const chosen = later === "" ? least : Date.parse(`${later}T00:00:00Z`);
  const tooEarly = least !== null && chosen !== null && chosen < least;
  const set = (): void => {
    setTried(tried + 1);
    if (least === null || chosen === null || Number.isNaN(chosen) || tooEarly) return;
    void act
      .run("signing", () => setDate(me.ports, schedule, record, { rules: named, retainUntil: chosen }))
      .then((done) => {
        if (done !== null) onClose(date.done);
      });
  };
  const others = schedule.rules.filter(({ applies }) => applies === "named");
  return (
    <section class="stack wide" aria-labelledby="set-date">
      <h2 id="set-date">{date.title}</h2>
      <Form onSubmit={set} wrong={tried}>
        <DateField
          label={date.birth}
          hint={date.birthHint}
          wrong={least === null ? date.birthWrong : null}
          value={birth}
          onValue={setBirth}
        />
        {others.length > 0 && (
          <fieldset class="choices">
            <legend>{date.rules}</legend>
            {others.map(({ name }) => (
              <label key={name} class="choice">
                <input
                  type="checkbox"
                  checked={named.includes(name)}
                  onChange={(event) => {
                    const { checked } = event.currentTarget;
                    setNamed(checked ? [...named, name] : named.filter((each) => each !== name));
                  }}
                />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        {least !== null && <p role="status">{date.least(longDate(least))}</p>}
        <DateField
          label={date.later}
          wrong={tried > 0 && tooEarly ? date.laterWrong : null}
          value={later}
          onValue={setLater}
        />
        <Refused mistake={act.mistake} />
        <Submit label={date.set} work={act.work} />
        <Cancel
          label={date.cancel}
          onCancel={() => {
            onClose(null);
          }}
        />
      </Form>
    </section>
  );
}

export function Cancel({ label, onCancel }: { readonly label: string; readonly onCancel: () => void }): JSX.Element {
  return (
    <p>
      <button class="link" type="button" onClick={onCancel}>
        {label}
      </button>
    </p>
  );
}
