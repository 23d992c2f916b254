import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { FIRST_RULES, putSchedule } from "../../state/retention/keeping.ts";
import type { RetentionRule, RetentionSchedule } from "../../state/retention/keeping.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useAct } from "../me/act.ts";
import { Note } from "../Note.tsx";
import { Submit } from "../Submit.tsx";
import { Refused } from "./Refused.tsx";

type Count = "years" | "majority" | "yearsAfterMajority";

/** An owner writes the next schedule, beginning with the one in force. */
export function ScheduleForm(props: {
  readonly me: Me;
  readonly before: RetentionSchedule | null;
  readonly onClose: (put: boolean) => void;
}): JSX.Element {
  const { me, before, onClose } = props;
  const [rules, setRules] = useState<readonly RetentionRule[]>(before?.rules ?? FIRST_RULES);
  const [tried, setTried] = useState(0);
  const act = useAct();
  const { form } = words.retention;
  const change = (at: number, changed: Partial<RetentionRule>): void => {
    setRules(rules.map((rule, place) => (place === at ? { ...rule, ...changed } : rule)));
  };
  const put = (): void => {
    setTried(tried + 1);
    if (!whole(rules)) return;
    void act
      .run("signing", () => putSchedule(me.ports, before, rules))
      .then((done) => {
        if (done !== null) onClose(true);
      });
  };
  return (
    <div class="page narrow desk">
      <h1 tabIndex={-1}>{form.title}</h1>
      <p class="quiet">{form.intro}</p>
      <Form onSubmit={put} wrong={tried}>
        {rules.map((rule, at) => (
          <RuleFields
            key={at}
            number={at + 1}
            rule={rule}
            onChange={(changed) => {
              change(at, changed);
            }}
            onRemove={
              rules.length === 1
                ? null
                : () => {
                    setRules(rules.filter((_, place) => place !== at));
                  }
            }
          />
        ))}
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              setRules([...rules, { name: "", applies: "named", years: 7, majority: 18, yearsAfterMajority: 7 }]);
            }}
          >
            {form.add}
          </button>
        </div>
        {before !== null && <Note icon="info">{form.means}</Note>}
        {tried > 0 && !whole(rules) && (
          <Note icon="alert" warn>
            {form.wrong}
          </Note>
        )}
        <Refused mistake={act.mistake} />
        <Submit label={form.put} work={act.work} />
        <p>
          <button
            class="link"
            type="button"
            onClick={() => {
              onClose(false);
            }}
          >
            {form.cancel}
          </button>
        </p>
      </Form>
    </div>
  );
}

function RuleFields(props: {
  readonly number: number;
  readonly rule: RetentionRule;
  readonly onChange: (changed: Partial<RetentionRule>) => void;
  readonly onRemove: (() => void) | null;
}): JSX.Element {
  const { number, rule, onChange, onRemove } = props;
  const { form } = words.retention;
  const count = (name: Count, label: string): JSX.Element => (
    <Field
      label={label}
      value={Number.isNaN(rule[name]) ? "" : String(rule[name])}
      onValue={(text) => {
        onChange({ [name]: /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN });
      }}
      attributes={{ name, autocomplete: "off", spellcheck: false, inputMode: "numeric" }}
    />
  );
  return (
    <fieldset class="choices form-part">
      <legend>{form.rule(number)}</legend>
      <Field
        label={form.name}
        value={rule.name}
        onValue={(name) => {
          onChange({ name });
        }}
        attributes={{ name: "rule", autocomplete: "off", spellcheck: false }}
      />
      <ClosedChoice
        label={form.applies}
        chosen={rule.applies}
        choices={form.choices}
        onChoose={(applies) => {
          onChange({ applies: applies === "named" ? "named" : "everyone" });
        }}
      />
      {count("years", form.years)}
      {count("majority", form.majority)}
      {count("yearsAfterMajority", form.after)}
      {onRemove !== null && (
        <div>
          <button class="button plain" type="button" onClick={onRemove}>
            {form.remove(number)}
          </button>
        </div>
      )}
    </fieldset>
  );
}

/** Whether it can be signed as it stands. */
function whole(rules: readonly RetentionRule[]): boolean {
  const named = new Set(rules.map(({ name }) => name.trim()));
  const numbers = rules.every(
    ({ years, majority, yearsAfterMajority }) =>
      years >= 1 &&
      years <= 100 &&
      majority >= 0 &&
      majority <= 30 &&
      yearsAfterMajority >= 0 &&
      yearsAfterMajority <= 100,
  );
  return (
    numbers && !named.has("") && named.size === rules.length && rules.some(({ applies }) => applies === "everyone")
  );
}
