import type { ComponentChildren, JSX } from "preact";
import { alias } from "../../state/alias.ts";
import type { Drafted, Served, ShownProcess } from "../../state/legal/processes.ts";
import { dayName, longDate, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";

/** All that was written down of something that was served. */
export function ProcessFacts({
  served,
  shown,
}: {
  readonly served: Served;
  readonly shown: ShownProcess;
}): JSX.Element {
  const { legal } = words;
  const { facts } = legal;
  return (
    <>
      <dl class="order-facts">
        <Fact name={facts.about}>{alias(served.client)}</Fact>
        <Facts said={shown} />
        <Fact name={facts.by}>{alias(served.officer)}</Fact>
        <Fact name={facts.second}>{alias(served.approver)}</Fact>
        <Fact name={facts.fingerprint}>
          <code class="small">{served.fingerprint}</code>
        </Fact>
      </dl>
      {shown.values === null && <Note icon="info">{legal.unreadable}</Note>}
    </>
  );
}

/** The same of what is about to be signed. */
export function DraftFacts({ draft }: { readonly draft: Drafted }): JSX.Element {
  const { facts } = words.legal;
  return (
    <dl class="order-facts">
      <Fact name={facts.about}>{alias(draft.client)}</Fact>
      <Facts said={draft} />
      <Fact name={facts.second}>{alias(draft.approver)}</Fact>
    </dl>
  );
}

type Said = Pick<ShownProcess, "kinds" | "from" | "until" | "section" | "gagUntil" | "values">;

function Facts({ said }: { readonly said: Said }): JSX.Element {
  const { facts, sections } = words.legal;
  const { gagUntil, section, values } = said;
  return (
    <>
      <Fact name={facts.covers}>{coversWords(said)}</Fact>
      <Fact name={facts.section}>{sections[section]}</Fact>
      {Object.entries(facts.elements).map(([name, label]) => {
        const value = values?.[name] ?? "";
        return value.trim() === "" ? null : (
          <Fact key={name} name={label}>
            {value}
          </Fact>
        );
      })}
      <Fact name={facts.gag}>
        {gagUntil === 0 ? facts.gagNone : facts.gagUntil(`${dayName(gagUntil, Date.now())}, ${timeOf(gagUntil)}`)}
      </Fact>
    </>
  );
}

/** Which kinds, from when until when. */
export function coversWords({ kinds, from, until }: Pick<ShownProcess, "kinds" | "from" | "until">): string {
  const named = kinds.map((kind) => words.release.kinds[kind]).join("; ");
  return words.legal.facts.span(named, longDate(from), longDate(until));
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
