import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { inspect } from "../../state/custody/deciding.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import type { Mistake } from "../../state/mistake.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { Note } from "../Note.tsx";
import type { Reader } from "./CustodyPage.tsx";
import { stateWords } from "./OrderCard.tsx";
import { OrderFacts } from "./OrderFacts.tsx";
import { ApproverPart } from "./ApproverPart.tsx";
import { CustodianPart } from "./CustodianPart.tsx";
import { RecipientPart } from "./RecipientPart.tsx";
import { WithdrawPart } from "./WithdrawPart.tsx";

/** One order, checked here before anything of it is shown, and what this reader may do about it. */
export function OrderPage(props: Reader & { readonly of: string }): JSX.Element {
  const { me, of, role, self } = props;
  const [read, look] = useRead(() => inspect(me.ports, of), [me, of]);
  const [done, setDone] = useState<string | null>(null);
  const settled = (said: string): void => {
    void look().then(() => {
      setDone(said);
    });
  };
  const said = words.custody;
  const decision = read.kind === "ready" ? read.value : null;
  const unproved = read.kind === "failed" && read.mistake.kind === "proof" ? read.mistake : null;
  return (
    <div class="page desk">
      <div class="stack">
        <BackTo to={{ name: "custody" }} label={said.back} />
        <h1 tabIndex={-1}>{decision === null ? said.title : said.bases[decision.basis]}</h1>
        {decision !== null && <p class="quiet">{progress(decision)}</p>}
        {done !== null && <Done key={done}>{done}</Done>}
      </div>
      {unproved !== null ? (
        <Unproved mistake={unproved} />
      ) : (
        <Ready read={read} onAgain={() => void look()}>
          {(shown) => (
            <>
              <OrderFacts decision={shown} />
              {role === "custodian" && <CustodianPart me={me} decision={shown} self={self} onDone={settled} />}
              {shown.state === "proposed" && shown.approver === self && (
                <ApproverPart me={me} decision={shown} onDone={settled} />
              )}
              {shown.state === "proposed" && shown.officer === self && <p>{said.yourApprover}</p>}
              {shown.recipient === self && shown.state !== "proposed" && (
                <RecipientPart me={me} decision={shown} onDone={settled} />
              )}
              <WithdrawPart me={me} decision={shown} self={self} onDone={settled} />
            </>
          )}
        </Ready>
      )}
    </div>
  );
}

function progress(decision: Decision): string {
  const { gave, declined } = words.custody;
  if (decision.state !== "open") return stateWords(decision);
  const parts = [stateWords(decision), gave(decision.gave.length, decision.k)];
  if (decision.declined.length > 0) parts.push(declined(decision.declined.length));
  return parts.join(" · ");
}

/** Something does not prove what it claims: nobody is asked to decide about it. */
function Unproved({ mistake }: { readonly mistake: Extract<Mistake, { kind: "proof" }> }): JSX.Element {
  const { refused } = words.custody;
  return (
    <Note icon="alert" warn>
      <h2>{refused.title}</h2>
      <p>{mistake.reason === "expired_order" ? refused.over : refused.text}</p>
    </Note>
  );
}
