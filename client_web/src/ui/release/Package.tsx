import type { JSX } from "preact";
import type { HandingState } from "../../state/release/handing.ts";
import type { RecordCopy } from "../../state/record/copy.ts";
import { dayOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";
import { save } from "../save.ts";

/** A package for somebody else, whoever makes it: how far it is, why there is none, and the file. */

const BINARY = "application/octet-stream";

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
  readonly state: Extract<HandingState, { kind: "ready" }>;
  readonly means: string;
}): JSX.Element {
  const { hand } = words.release;
  const { passphrase, locked } = props.state;
  return (
    <div class="stack wide">
      <p>{props.means}</p>
      {passphrase === null ? (
        <p>{hand.withKey}</p>
      ) : (
        <>
          <p>{hand.passphrase}</p>
          <code class="passphrase">{passphrase}</code>
        </>
      )}
      <div>
        <button
          class="button primary"
          type="button"
          onClick={() => {
            save(hand.file(dayOf(Date.now())), BINARY, new Uint8Array(locked));
          }}
        >
          {hand.save}
        </button>
      </div>
    </div>
  );
}
