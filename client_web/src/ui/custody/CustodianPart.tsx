import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { give, say } from "../../state/custody/deciding.ts";
import { handOn } from "../../state/custody/handing_on.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { useAct } from "../me/act.ts";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Sure } from "./Sure.tsx";

/** A custodian decides, alone: they give their share, or they do not. */
export function CustodianPart(props: {
  readonly me: Me;
  readonly decision: Decision;
  readonly self: string;
  readonly onDone: (said: string) => void;
}): JSX.Element | null {
  const { me, decision, self, onDone } = props;
  const giving = useAct();
  const [asked, setAsked] = useState(false);
  const said = words.custody;
  // Many parts are handed on one after the other: who was cut off in between goes on.
  if (decision.gave.includes(self) && decision.left === 0) return <p>{said.youGave}</p>;
  if (decision.declined.includes(self)) return <p>{said.youDeclined}</p>;
  if (decision.state !== "open") return null;
  const succession = decision.basis === "succession";
  const over = giving.mistake?.kind === "refused" && giving.mistake.code === "closed";
  return (
    <section class="stack wide" aria-labelledby="decide">
      <h2 id="decide">{said.decide}</h2>
      <p>{meansOf(decision)}</p>
      {over && <p role="alert">{said.gone}</p>}
      <StepUpForm
        act={giving}
        submit={succession ? said.succession.agree : said.agree}
        onSubmit={(shown) => {
          const act = succession ? handOn : give;
          void giving
            .run("opening", () => act(me.ports, decision, shown))
            .then((given) => {
              const thanks = succession ? said.succession.given : said.given;
              if (given !== null) onDone(given.value === 0 ? thanks : said.givenFaults(given.value));
            });
        }}
      />
      <div>
        <button
          class="button"
          type="button"
          onClick={() => {
            setAsked(true);
          }}
        >
          {said.decline}
        </button>
      </div>
      {asked && (
        <Sure
          title={said.declineTitle}
          means={said.declineMeans}
          submit={said.decline}
          act={() => say(me.ports, decision, "declined")}
          onClose={(done) => {
            setAsked(false);
            if (done) onDone(said.declinedDone);
          }}
        />
      )}
    </section>
  );
}

/** To whom what a custodian gives goes. */
function meansOf({ basis, client, recipient }: Decision): string {
  const said = words.custody;
  if (basis === "succession") return said.succession.agreeMeans;
  return client === null ? said.agreeDrill : said.agreeMeans(alias(recipient));
}
