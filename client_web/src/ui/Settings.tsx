import type { JSX } from "preact";
import type { Preferences } from "../state/preferences.ts";
import { words } from "../words/words.ts";
import { AboutBuild } from "./AboutBuild.tsx";
import { Discretion } from "./Discretion.tsx";
import { PlaceLink } from "./door/PlaceLink.tsx";
import { usePage } from "./page.ts";
import { showShortcuts } from "./Shortcuts.tsx";

const THEMES: readonly Preferences["theme"][] = ["system", "light", "dark"];
const SITE = ["about", "therapists", "policies", "report"] as const;
/** Who is in conversations with others. */
const TALKING: ReadonlySet<string> = new Set(["client", "therapist"]);
const SENDS: readonly Preferences["send"][] = ["enter", "shift-enter"];

/** Choices about the page itself, and what others see of who is signed in. */
export function Settings(): JSX.Element {
  const page = usePage();
  const { theme, send } = page.preferences.value;
  const { settings } = words;
  const standing = page.entrance.standing.value;
  return (
    <div class="page">
      <h1 tabIndex={-1}>{settings.title}</h1>
      <Choices
        title={settings.theme}
        name="theme"
        all={THEMES.map((value) => [value, settings.themes[value]])}
        chosen={theme}
        onChoose={(value) => {
          page.choose({ theme: value as Preferences["theme"] });
        }}
      />
      <Choices
        title={settings.send}
        name="send"
        all={SENDS.map((value) => [value, settings.sends[value]])}
        chosen={send}
        onChoose={(value) => {
          page.choose({ send: value as Preferences["send"] });
        }}
      />
      <p class="quiet small">{settings.where}</p>
      {standing.kind === "in" && TALKING.has(standing.desk.role) && <Discretion desk={standing.desk} />}
      <section class="stack">
        <h2>{settings.keys}</h2>
        <button class="button" type="button" onClick={showShortcuts}>
          {settings.showKeys}
        </button>
      </section>
      <section class="stack">
        <h2>{settings.site}</h2>
        <ul class="ways">
          {SITE.map((name) => (
            <li key={name}>
              <PlaceLink to={{ name }} label={settings.sites[name]} />
            </li>
          ))}
        </ul>
      </section>
      <section class="stack">
        <h2>{settings.signOut}</h2>
        <p>{settings.signOutMeans}</p>
        <button class="button" type="button" onClick={() => void page.signOut()}>
          {settings.signOut}
        </button>
      </section>
      <AboutBuild />
    </div>
  );
}

function Choices(props: {
  readonly title: string;
  readonly name: string;
  readonly all: readonly (readonly [string, string])[];
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
}): JSX.Element {
  return (
    <fieldset class="choices">
      <legend>{props.title}</legend>
      {props.all.map(([value, label]) => (
        <label class="choice" key={value}>
          <input
            type="radio"
            name={props.name}
            value={value}
            checked={value === props.chosen}
            onChange={() => {
              props.onChoose(value);
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
