import type { JSX } from "preact";
import { alias } from "../../state/alias.ts";
import { readProcesses } from "../../state/legal/processes.ts";
import type { Served } from "../../state/legal/processes.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { usePage } from "../page.ts";
import { GivenOn } from "./GivenOn.tsx";
import { ProcessForm } from "./ProcessForm.tsx";
import { ProcessPage } from "./ProcessPage.tsx";

/** Who stands here. */
export interface Reader {
  readonly me: Me;
  readonly self: string;
}

/** What courts and agencies sent (crypto.md §13.3; S6). `of`: one of them, or one that is being written down. */
export function LegalPage(props: Reader & { readonly of: string | null }): JSX.Element {
  const { of, ...reader } = props;
  if (of === "new") return <ProcessForm {...reader} />;
  if (of !== null) return <ProcessPage key={of} {...reader} of={of} />;
  return <List {...reader} />;
}

function List({ me, self }: Reader): JSX.Element {
  const page = usePage();
  const [read, look] = useRead(() => readProcesses(me.ports), [me]);
  const { legal, part2 } = words;
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{legal.title}</h1>
        <p class="quiet">{legal.intro}</p>
      </div>
      <div class="deeds">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            page.go({ name: "legal", of: "new" });
          }}
        >
          {legal.new}
        </button>
        <PlaceLink to={{ name: "part2" }} label={part2.way} button />
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(all) => {
          const waiting = all.filter((each) => isWaitingFor(each, self));
          const others = all.filter((each) => !waiting.includes(each));
          return (
            <>
              {all.length === 0 && <p>{legal.empty}</p>}
              <Cards title={legal.waiting} served={waiting} />
              <Cards title={legal.rest} served={others} />
              <GivenOn me={me} />
            </>
          );
        }}
      </Ready>
    </div>
  );
}

function Cards({ title, served }: { readonly title: string; readonly served: readonly Served[] }): JSX.Element | null {
  if (served.length === 0) return null;
  return (
    <section class="stack wide" aria-label={title}>
      <h2>{title}</h2>
      <ul class="cards">
        {served.map((each) => (
          <Card key={each.key} served={each} />
        ))}
      </ul>
    </section>
  );
}

function Card({ served }: { readonly served: Served }): JSX.Element {
  const page = usePage();
  const { legal } = words;
  const { shown, client } = served;
  if (shown === null) return <li class="card">{legal.broken}</li>;
  const kind = legal.kinds[shown.kind];
  const paper = shown.values;
  return (
    <li class="card">
      <div class="card-words">
        <h3>{kind}</h3>
        <p>
          {legal.about(alias(client))}
          {paper !== null && ` · ${paper["issuer"] ?? ""}, ${paper["docket"] ?? ""}`}
        </p>
        <p class="quiet small">
          {stateWords(served)}
          {paper !== null && paper["due-at"] !== "" && ` · ${legal.due(paper["due-at"] ?? "")}`}
        </p>
      </div>
      <button
        class="button"
        type="button"
        aria-label={legal.openOf(kind, alias(client))}
        onClick={() => {
          page.go({ name: "legal", of: served.key });
        }}
      >
        {legal.open}
      </button>
    </li>
  );
}

/** Where it stands, in words. */
export function stateWords({ shown, barred }: Served): string {
  const { states } = words.legal;
  if (shown?.approved !== true) return states.waiting;
  return barred === null ? states.approved : states[barred];
}

/** Whether somebody has to sign it as the second person. */
export function isWaitingFor({ shown, approver }: Served, self: string): boolean {
  return shown !== null && !shown.approved && approver === self;
}
