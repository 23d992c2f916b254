import type { JSX } from "preact";
import type { Build } from "../state/lobby_http.ts";
import { VERSION } from "../state/version.ts";
import { words } from "../words/words.ts";
import { Groups } from "./door/Groups.tsx";
import { Waiting } from "./lobby/Waiting.tsx";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";

/** Which build this is, for who compares it with what was published (docs/operations.md §22). */
export function AboutBuild(): JSX.Element {
  const { build } = usePage().entrance.lobby;
  const { about } = words.settings;
  return (
    <section class="stack">
      <h2>{about.title}</h2>
      <p>{about.version(VERSION)}</p>
      <Waiting reading={build}>{(read) => <Fingerprint build={read} />}</Waiting>
    </section>
  );
}

function Fingerprint({ build }: { readonly build: Build }): JSX.Element {
  const { about } = words.settings;
  const page = usePage();
  if (!build.lists) {
    return (
      <>
        <Note icon="alert">{about.newer}</Note>
        <button
          class="button"
          type="button"
          onClick={() => {
            page.reload();
          }}
        >
          {words.general.reload}
        </button>
      </>
    );
  }
  return (
    <>
      <h3>{about.hash}</h3>
      <Groups groups={build.hash} />
      <p class="quiet small">{about.means}</p>
    </>
  );
}
