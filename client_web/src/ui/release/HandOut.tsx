import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import type { Me } from "../../state/me/me.ts";
import type { HandingState } from "../../state/release/handing.ts";
import type { OwnConsent } from "../../state/release/sharing.ts";
import type { Part2Status } from "../../state/release_http.ts";
import { dayOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Icon } from "../Icon.tsx";
import { Note } from "../Note.tsx";
import { save } from "../save.ts";

const BINARY = "application/octet-stream";

/** A package for somebody else: made here, locked here, written down, and then there to be kept. */
export function HandOut(props: {
  readonly desk: Desk;
  readonly me: Me;
  readonly consent: OwnConsent;
  readonly part2: Part2Status;
  readonly conversation: ConversationKey;
  readonly onBack: () => void;
}): JSX.Element {
  const { desk, me, consent, part2, onBack } = props;
  const { hand } = words.release;
  const heading = useRef<HTMLHeadingElement>(null);
  const state = me.handing.state.value;
  useEffect(() => {
    heading.current?.focus();
  }, [state.kind]);
  useEffect(
    () => () => {
      me.handing.drop();
    },
    [me],
  );
  const start = (): void => {
    const room = desk.enter(props.conversation);
    if (room === null) return;
    void me.handing.hand(consent, part2, room.source);
  };
  return (
    <div class="page narrow share">
      <div class="stack">
        <button class="button plain back-to" type="button" onClick={onBack}>
          <Icon name="back" />
          {hand.back}
        </button>
        <h1 tabIndex={-1} ref={heading}>
          {state.kind === "ready"
            ? hand.ready
            : state.kind === "making"
              ? hand.busy
              : hand.title(consent.shown?.values["recipient"] ?? "")}
        </h1>
      </div>
      {state.kind === "failed" && <Failed state={state} />}
      {(state.kind === "none" || state.kind === "failed") && (
        <>
          <p>{hand.means}</p>
          <div>
            <button class="button primary" type="button" onClick={start}>
              {state.kind === "failed" ? hand.again : hand.start}
            </button>
          </div>
        </>
      )}
      {state.kind === "making" && <Making me={me} />}
      {state.kind === "ready" && <Ready state={state} />}
    </div>
  );
}

function Failed({ state }: { readonly state: Extract<HandingState, { kind: "failed" }> }): JSX.Element {
  const { hand } = words.release;
  const { mistake, fault } = state;
  const barred = mistake?.kind === "refused" && mistake.code === "not_allowed";
  if (mistake !== null && !barred) return <MistakeNote mistake={mistake} shown="password" />;
  return (
    <Note icon="alert" warn>
      {barred ? hand.notAllowed : fault === null ? hand.failed : words.record.copy.faults[fault]}
    </Note>
  );
}

function Making({ me }: { readonly me: Me }): JSX.Element {
  const { copy } = words.record;
  const state = me.handing.copy.state.value;
  const step = state.kind === "making" ? state.step : "packing";
  return (
    <div class="stack">
      <p class="quiet">{copy.keepOpen}</p>
      <p role="status">{copy.steps[step]}</p>
      <progress
        class="making"
        max={state.kind === "making" ? state.all : 1}
        value={state.kind === "making" ? state.done : 1}
        aria-label={copy.steps[step]}
      />
    </div>
  );
}

function Ready({ state }: { readonly state: Extract<HandingState, { kind: "ready" }> }): JSX.Element {
  const { hand } = words.release;
  return (
    <div class="stack wide">
      <p>{hand.readyMeans(state.entries)}</p>
      {state.passphrase === null ? (
        <p>{hand.withKey}</p>
      ) : (
        <>
          <p>{hand.passphrase}</p>
          <code class="passphrase">{state.passphrase}</code>
        </>
      )}
      <div>
        <button
          class="button primary"
          type="button"
          onClick={() => {
            save(hand.file(dayOf(Date.now())), BINARY, new Uint8Array(state.locked));
          }}
        >
          {hand.save}
        </button>
      </div>
    </div>
  );
}
