import type { JSX } from "preact";
import { NEUTRAL_SITE } from "../state/page.ts";
import { words } from "../words/words.ts";
import { presses } from "./leave.ts";
import { usePage } from "./page.ts";

/** The way out, in the same place on every page. It asks nothing, and works as a plain link too. */
export function QuickExit(): JSX.Element {
  return <Exit name="button" id="leave" label={words.general.exit} />;
}

/** The same as the first stop of the Tab key; seen only while it has the focus. */
export function ExitFirst(): JSX.Element {
  return <Exit name="button skip" id="leave-first" label={words.general.exitFirst} />;
}

/** Says how many presses of Shift are still to come. */
export function ExitPresses(): JSX.Element {
  const left = presses.value;
  const { exitPresses, exitOver } = words.general;
  return (
    <p class="presses" role="status" data-shown={typeof left === "number"}>
      {left === null ? "" : left === "over" ? exitOver : exitPresses(left)}
    </p>
  );
}

function Exit(props: { readonly name: string; readonly id: string; readonly label: string }): JSX.Element {
  const page = usePage();
  return (
    <a
      class={props.name}
      id={props.id}
      href={NEUTRAL_SITE}
      rel="noreferrer"
      title={words.general.exitHint}
      onClick={(event) => {
        event.preventDefault();
        page.leave();
      }}
    >
      {props.label}
    </a>
  );
}
