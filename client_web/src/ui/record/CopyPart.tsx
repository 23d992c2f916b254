import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { Me } from "../../state/me/me.ts";
import type { CopyState, CopyWish } from "../../state/record/copy.ts";
import { hasLocked } from "../../state/record/sessions.ts";
import type { RosterItem } from "../../state/roster.ts";
import { dayOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";
import { save } from "../save.ts";
import { CopyForm } from "./CopyForm.tsx";

const ZIP = "application/zip";

/** One's own copy: what it is, the form, how far it is, and the file to keep. */
export function CopyPart(props: { readonly desk: Desk; readonly me: Me; readonly item: RosterItem }): JSX.Element {
  const { desk, me, item } = props;
  const { copy } = words.record;
  const state = me.copy.state.value;
  const head = useAttention(state.kind);
  const make = (wish: CopyWish): void => {
    const room = desk.enter(item.key);
    if (room === null) return;
    void me.copy.make(wish, room.source);
  };
  return (
    <section class="stack wide" aria-labelledby="record-copy">
      <h2 id="record-copy" ref={head} tabIndex={-1}>
        {state.kind === "ready" ? copy.ready : state.kind === "making" ? copy.busy : copy.title}
      </h2>
      {state.kind === "failed" && (
        <Note icon="alert" warn>
          <p role="alert">{copy.faults[state.fault]}</p>
        </Note>
      )}
      {state.kind === "making" && <Making me={me} state={state} />}
      {state.kind === "ready" && <Ready me={me} state={state} />}
      {(state.kind === "none" || state.kind === "failed") && (
        <>
          {desk.suspended && <p>{copy.suspended}</p>}
          <p>{copy.means}</p>
          <p class="quiet">{copy.holds}</p>
          {hasLocked(item.conversation) && <Note icon="info">{copy.locked}</Note>}
          <CopyForm key={item.key} me={me} item={item} onWish={make} />
        </>
      )}
    </section>
  );
}

/** Goes to what has changed: whoever cannot see it hears it. */
function useAttention(kind: CopyState["kind"]): { readonly current: HTMLHeadingElement | null } {
  const head = useRef<HTMLHeadingElement>(null);
  const before = useRef(kind);
  useEffect(() => {
    if (before.current !== kind) head.current?.focus();
    before.current = kind;
  }, [kind]);
  return head;
}

function Making(props: {
  readonly me: Me;
  readonly state: Extract<CopyState, { readonly kind: "making" }>;
}): JSX.Element {
  const { copy } = words.record;
  const { step, done, all } = props.state;
  return (
    <div class="stack">
      <p class="quiet">{copy.keepOpen}</p>
      <p role="status">{copy.steps[step]}</p>
      <progress class="making" max={all} value={done} aria-label={copy.steps[step]} />
      <div>
        <button
          class="button"
          type="button"
          onClick={() => {
            props.me.copy.drop();
          }}
        >
          {copy.cancel}
        </button>
      </div>
    </div>
  );
}

function Ready(props: {
  readonly me: Me;
  readonly state: Extract<CopyState, { readonly kind: "ready" }>;
}): JSX.Element {
  const { me, state } = props;
  const { copy } = words.record;
  useEffect(() => {
    void me.readFingerprints();
  }, [me]);
  const root = me.fingerprints.value?.root ?? [];
  return (
    <div class="stack">
      <p>{copy.readyMeans(state.entries)}</p>
      <div class="deeds">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            save(copy.file(dayOf(state.madeAt)), ZIP, new Uint8Array(state.archive));
          }}
        >
          {copy.save}
        </button>
        <button
          class="button"
          type="button"
          onClick={() => {
            me.copy.drop();
          }}
        >
          {copy.again}
        </button>
      </div>
      <h3>{copy.proves}</h3>
      <p class="quiet">{copy.provesMeans}</p>
      {root.length > 0 && <p class="safety-number">{root.join(" ")}</p>}
    </div>
  );
}
