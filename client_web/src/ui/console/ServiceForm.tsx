import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { addService, DAYS, faultOf } from "../../state/console/services.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { useAct } from "../me/act.ts";
import { Submit } from "../Submit.tsx";
import { ClosedChoice } from "./ClosedChoice.tsx";

/** A new system of the practice: its name, what it may post, for how long. */
export function ServiceForm(props: {
  readonly me: Me;
  readonly onBack: () => void;
  readonly onMade: (name: string, token: string) => void;
}): JSX.Element {
  const { me, onBack, onMade } = props;
  const [name, setName] = useState("");
  const [kinds, setKinds] = useState<readonly string[]>(["appointment"]);
  const [days, setDays] = useState<number>(DAYS[1]);
  const [tried, setTried] = useState(0);
  const doing = useAct();
  const said = words.console.services;
  const fault = tried > 0 ? faultOf({ name, kinds, days }) : null;
  const make = (): void => {
    setTried(tried + 1);
    if (faultOf({ name, kinds, days }) !== null) return;
    void doing
      .run("asking", () => addService(me.ports, { name, kinds, days }))
      .then((done) => {
        if (done !== null) onMade(name.trim(), done.value);
      });
  };
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{said.heading}</h1>
      <Form onSubmit={make} wrong={tried}>
        <Field
          label={said.name}
          hint={said.nameHint}
          wrong={fault === "name" ? said.nameWrong : null}
          value={name}
          onValue={setName}
          attributes={{ name: "service-name", autocomplete: "off", spellcheck: false }}
        />
        <Kinds chosen={kinds} wrong={fault === "kinds"} onChoose={setKinds} />
        <ClosedChoice
          label={said.days}
          chosen={String(days)}
          choices={Object.fromEntries(DAYS.map((each) => [String(each), said.dayWords[each]]))}
          onChoose={(chosen) => {
            setDays(Number(chosen));
          }}
        />
        <MistakeNote mistake={doing.mistake} shown="password" />
        <Submit label={said.make} work={doing.work} />
      </Form>
      <div>
        <button class="button plain" type="button" onClick={onBack}>
          {said.back}
        </button>
      </div>
    </div>
  );
}

function Kinds(props: {
  readonly chosen: readonly string[];
  readonly wrong: boolean;
  readonly onChoose: (kinds: readonly string[]) => void;
}): JSX.Element {
  const { chosen, wrong, onChoose } = props;
  const said = words.console.services;
  return (
    <fieldset class="choices">
      <legend>{said.kinds}</legend>
      {wrong && (
        <span class="wrong" role="alert">
          {said.kindsWrong}
        </span>
      )}
      {Object.entries(said.kindWords).map(([kind, label]) => (
        <label key={kind} class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(kind)}
            aria-invalid={wrong}
            onChange={(event) => {
              onChoose(event.currentTarget.checked ? [...chosen, kind] : chosen.filter((each) => each !== kind));
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
