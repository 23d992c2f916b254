import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { say } from "../../state/custody/deciding.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Sure } from "./Sure.tsx";

/** Either of the two who sign takes it back, at any time before it is over. */
export function WithdrawPart(props: {
  readonly me: Me;
  readonly decision: Decision;
  readonly self: string;
  readonly onDone: (said: string) => void;
}): JSX.Element | null {
  const { me, decision, self, onDone } = props;
  const [asked, setAsked] = useState(false);
  const said = words.custody;
  const running = decision.state === "proposed" || decision.state === "open";
  if (!running || (decision.officer !== self && decision.approver !== self)) return null;
  const submit = decision.approver === self && decision.state === "proposed" ? said.refuse : said.withdraw;
  return (
    <div class="aside">
      <button
        class="button"
        type="button"
        onClick={() => {
          setAsked(true);
        }}
      >
        {submit}
      </button>
      {asked && (
        <Sure
          title={said.withdrawTitle}
          means={said.withdrawMeans}
          submit={submit}
          act={() => say(me.ports, decision, "withdrawn")}
          onClose={(done) => {
            setAsked(false);
            if (done) onDone(said.withdrawn);
          }}
        />
      )}
    </div>
  );
}
