import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Therapist } from "../../state/lobby_http.ts";
import { ANY, approachesOf, languagesOf, matching, PAGE } from "../../state/lobby/directory.ts";
import { approachName } from "../../words/english/approaches.ts";
import { languageName } from "../../words/languages.ts";
import { words } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { TherapistCard } from "./TherapistCard.tsx";
import { Waiting } from "./Waiting.tsx";

/** The directory: who works here, and whom one might look for. */
export function Therapists(): JSX.Element {
  const { directory } = usePage().entrance.lobby;
  const { therapists } = words.lobby;
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{therapists.title}</h1>
        <p class="quiet">{therapists.intro}</p>
      </div>
      <Waiting reading={directory.reading}>{(all) => (all.length === 0 ? <Empty /> : <Everyone all={all} />)}</Waiting>
    </div>
  );
}

function Empty(): JSX.Element {
  const { therapists } = words.lobby;
  return (
    <div class="state">
      <h2>{therapists.emptyTitle}</h2>
      <p>{therapists.empty}</p>
    </div>
  );
}

function Everyone({ all }: { readonly all: readonly Therapist[] }): JSX.Element {
  const { directory } = usePage().entrance.lobby;
  const { therapists } = words.lobby;
  const found = matching(all, directory.filter.value);
  const shown = found.slice(0, directory.shown.value);
  const rest = Math.min(PAGE, found.length - shown.length);
  return (
    <>
      <Filters all={all} />
      <p class="quiet" role="status">
        {found.length === 0 ? therapists.none : therapists.count(found.length, all.length)}
      </p>
      {found.length === 0 && (
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              directory.choose(ANY);
            }}
          >
            {therapists.clear}
          </button>
        </div>
      )}
      <ul class="cards">
        {shown.map((one) => (
          <TherapistCard key={one.therapist} therapist={one} />
        ))}
      </ul>
      {rest > 0 && (
        <div>
          <button
            class="button"
            type="button"
            onClick={() => {
              directory.more();
            }}
          >
            {therapists.more(rest)}
          </button>
        </div>
      )}
    </>
  );
}

function Filters({ all }: { readonly all: readonly Therapist[] }): JSX.Element {
  const { directory } = usePage().entrance.lobby;
  const { therapists } = words.lobby;
  const { approach, language } = directory.filter.value;
  return (
    <fieldset class="filters">
      <legend class="hidden">{therapists.filterTitle}</legend>
      <Choice
        label={therapists.approach}
        all={named(approachesOf(all), approachName)}
        chosen={approach}
        onChoose={(chosen) => {
          directory.choose({ approach: chosen });
        }}
      />
      <Choice
        label={therapists.language}
        all={named(languagesOf(all), languageName)}
        chosen={language}
        onChoose={(chosen) => {
          directory.choose({ language: chosen });
        }}
      />
    </fieldset>
  );
}

function Choice(props: {
  readonly label: string;
  readonly all: readonly (readonly [value: string, name: string])[];
  readonly chosen: string | null;
  readonly onChoose: (chosen: string | null) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        class="input"
        id={id}
        value={props.chosen ?? ""}
        onChange={(event) => {
          props.onChoose(event.currentTarget.value === "" ? null : event.currentTarget.value);
        }}
      >
        <option value="">{words.lobby.therapists.any}</option>
        {props.all.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Values with their names, in the order of the names. */
function named(values: readonly string[], name: (value: string) => string): readonly (readonly [string, string])[] {
  return values.map((value) => [value, name(value)] as const).sort(([, one], [, other]) => one.localeCompare(other));
}
