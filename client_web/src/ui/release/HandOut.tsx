import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import type { Me } from "../../state/me/me.ts";
import type { OwnConsent } from "../../state/release/sharing.ts";
import type { Part2Status } from "../../state/release_http.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../Icon.tsx";
import { PackageFailed, PackageMaking, PackageReady } from "./Package.tsx";

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
      {state.kind === "failed" && <PackageFailed state={state} notAllowed={hand.notAllowed} />}
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
      {state.kind === "making" && <PackageMaking copy={me.handing.copy} />}
      {state.kind === "ready" && (
        <PackageReady me={me} of={consent.key} state={state} means={hand.readyMeans(state.entries)} />
      )}
    </div>
  );
}
