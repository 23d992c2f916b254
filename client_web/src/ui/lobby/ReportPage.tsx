import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { faultsOf } from "../../state/lobby/report.ts";
import type { Report, Reporting } from "../../state/lobby/report.ts";
import type { Mistake } from "../../state/mistake.ts";
import { words } from "../../words/words.ts";
import { DoorPage } from "../door/DoorPage.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { Field } from "../Field.tsx";
import { Form } from "../Form.tsx";
import { LongField } from "../LongField.tsx";
import { Note } from "../Note.tsx";
import { usePage } from "../page.ts";

const WHERE = { name: "where", autocomplete: "off", spellcheck: false } as const;

/** Somebody tells what their browser warned them of (S16). */
export function ReportPage(): JSX.Element {
  const { report } = usePage().entrance.lobby;
  const state = report.state.value;
  return state.sent ? <Thanks key="thanks" report={report} /> : <Telling key="telling" report={report} state={state} />;
}

function Telling({ report, state }: { readonly report: Report; readonly state: Reporting }): JSX.Element {
  const { report: said } = words.lobby;
  const [tries, setTries] = useState(0);
  const faults = tries > 0 ? faultsOf(state) : { wording: null, place: null };
  const submit = (): void => {
    const { wording, place } = faultsOf(state);
    const whole = wording === null && place === null;
    setTries((times) => (whole ? 0 : times + 1));
    if (whole) void report.send();
  };
  return (
    <DoorPage title={said.title} intro={said.intro}>
      {state.mistake !== null && (
        <Note icon="alert" warn>
          {mistakeWords(state.mistake)}
        </Note>
      )}
      <Form onSubmit={submit} wrong={tries}>
        <LongField
          label={said.wording}
          hint={said.wordingHint}
          wrong={faults.wording === null ? null : faults.wording === "empty" ? said.wordingEmpty : said.wordingLong}
          value={state.wording}
          onValue={(wording) => {
            report.write({ wording });
          }}
        />
        <Field
          label={said.place}
          hint={said.placeHint}
          wrong={faults.place === null ? null : said.placeLong}
          value={state.place}
          onValue={(place) => {
            report.write({ place });
          }}
          attributes={WHERE}
          optional
        />
        <Added report={report} />
        <div class="submit">
          <button class="button primary" type="submit" aria-disabled={state.working}>
            {said.submit}
          </button>
          <p class="working" role="status" data-working={state.working}>
            {state.working ? said.working : ""}
          </p>
        </div>
      </Form>
    </DoorPage>
  );
}

/** What goes along with the words, and whether an answer can come. */
function Added({ report }: { readonly report: Report }): JSX.Element {
  const signedIn = usePage().entrance.standing.value.kind === "in";
  const { report: said } = words.lobby;
  const { browsers, systems } = words.me.signIns;
  const { browser, system } = report.device;
  return (
    <p class="quiet small">
      {said.browser(browsers[browser], systems[system])} {signedIn ? said.signedIn : said.signedOut}
    </p>
  );
}

function Thanks({ report }: { readonly report: Report }): JSX.Element {
  const { report: said } = words.lobby;
  return (
    <DoorPage title={said.doneTitle}>
      <p role="status">{said.done}</p>
      <div class="actions">
        <button
          class="button"
          type="button"
          onClick={() => {
            report.again();
          }}
        >
          {said.again}
        </button>
        <PlaceLink to={{ name: "home" }} label={said.home} button />
      </div>
    </DoorPage>
  );
}

function mistakeWords(mistake: Mistake): string {
  const { report } = words.lobby;
  if (mistake.kind === "unreachable") return report.unreachable;
  if (mistake.kind !== "refused" || mistake.code !== "too_fast") return report.ours;
  return report.tooFast(Math.ceil(mistake.retryAfter / 60));
}
