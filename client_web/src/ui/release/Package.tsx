import type { JSX } from "preact";
import type { HandingState } from "../../state/release/handing.ts";
import type { Me } from "../../state/me/me.ts";
import type { RecordCopy } from "../../state/record/copy.ts";
import { dayOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";
import { PackageToKeep } from "./MadePackages.tsx";

/** A package for somebody else, whoever makes it: how far it is, why there is none, and the file. */

export function PackageFailed(props: {
  readonly state: Extract<HandingState, { kind: "failed" }>;
  /** What is said where nothing allows it any more. */
  readonly notAllowed: string;
}): JSX.Element {
  const { hand } = words.release;
  const { mistake, fault } = props.state;
  const barred = mistake?.kind === "refused" && mistake.code === "not_allowed";
  if (mistake !== null && !barred) return <MistakeNote mistake={mistake} shown="password" />;
  return (
    <Note icon="alert" warn>
      {barred ? props.notAllowed : fault === null ? hand.failed : words.record.copy.faults[fault]}
    </Note>
  );
}

export function PackageMaking({ copy }: { readonly copy: RecordCopy }): JSX.Element {
  const said = words.record.copy;
  const state = copy.state.value;
  const step = state.kind === "making" ? state.step : "packing";
  return (
    <div class="stack">
      <p class="quiet">{said.keepOpen}</p>
      <p role="status">{said.steps[step]}</p>
      <progress
        class="making"
        max={state.kind === "making" ? state.all : 1}
        value={state.kind === "making" ? state.done : 1}
        aria-label={said.steps[step]}
      />
    </div>
  );
}

export function PackageReady(props: {
  readonly me: Me;
  /** The form or the order that allows it. */
  readonly of: string;
  readonly state: Extract<HandingState, { kind: "ready" }>;
  readonly means: string;
}): JSX.Element {
  const { passphrase, locked, at } = props.state;
  const file = { name: words.release.hand.file(dayOf(at)), locked, at };
  return (
    <div class="stack wide">
      <p>{props.means}</p>
      <PackageToKeep me={props.me} of={props.of} file={file} passphrase={passphrase} />
    </div>
  );
}
