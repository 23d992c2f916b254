import type { ComponentChildren, JSX } from "preact";
import { alias } from "../../state/alias.ts";
import type { Decision } from "../../state/custody/deciding.ts";
import { capital, dayName, longDate, machine, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { coversWords } from "../legal/ProcessFacts.tsx";
import { Note } from "../Note.tsx";

/** Who asks for what, of whom, why, and until when: all that somebody needs to decide, as it was checked here. */
export function OrderFacts({ decision }: { readonly decision: Decision }): JSX.Element {
  const said = words.custody;
  const { facts } = said;
  const handing = decision.basis === "succession";
  const agreed = decision.state !== "proposed";
  return (
    <>
      <dl class="order-facts">
        <Fact name={facts.why}>{said.bases[decision.basis]}</Fact>
        {decision.words !== null && <Fact name={facts.words}>{decision.words.text}</Fact>}
        <Fact name={facts.about}>{decision.client === null ? facts.nobody : alias(decision.client)}</Fact>
        {decision.covers !== null && (
          <Fact name={facts.covers}>
            {decision.covers.served !== null && `${servedWords(decision.covers.served)}\n`}
            {coversWords(decision.covers)}
          </Fact>
        )}
        <Fact name={handing ? facts.handed : facts.what}>
          <Pieces decision={decision} />
        </Fact>
        <Fact name={facts.asks}>{alias(decision.officer)}</Fact>
        <Fact name={agreed ? facts.agreed : facts.agrees}>{alias(decision.approver)}</Fact>
        <Fact name={facts.reader}>{handing ? facts.nobodyReads : alias(decision.recipient)}</Fact>
        <Fact name={facts.until}>
          <time dateTime={machine(decision.expiresAt)}>
            {capital(dayName(decision.expiresAt, Date.now()))}, {timeOf(decision.expiresAt)}
          </time>
        </Fact>
        <Fact name={facts.custodians}>{said.needed(decision.k, decision.n)}</Fact>
      </dl>
      {decision.words?.bound === false && (
        <Note icon="alert" warn>
          {said.unbound}
        </Note>
      )}
      {decision.garbage > 0 && <Note icon="info">{said.garbage}</Note>}
      <p class="quiet small">{said.checked}</p>
    </>
  );
}

/** What was served, and under which section of 42 CFR part 2 a court ordered it. */
function servedWords({ kind, section }: NonNullable<NonNullable<Decision["covers"]>["served"]>): string {
  const { kinds, sections } = words.legal;
  return section === "none" ? kinds[kind] : `${kinds[kind]}, ${sections[section]}`;
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The parts of the record that an order opens. */
export function Pieces({ decision }: { readonly decision: Decision }): JSX.Element {
  const said = words.custody;
  if (decision.client === null) return <>{said.made_up}</>;
  return (
    <ul class="order-pieces">
      {decision.spans.map(({ kind, openedAt }) => (
        <li key={openedAt}>{pieceWords(kind, openedAt)}</li>
      ))}
    </ul>
  );
}

/** A part of a record, in words. */
export function pieceWords(kind: "session" | "thread", openedAt: number): string {
  return words.custody[kind](`${longDate(openedAt)}, ${timeOf(openedAt)}`);
}
