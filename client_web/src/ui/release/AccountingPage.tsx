import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import type { Accounted } from "../../state/release/sharing.ts";
import { longDate, machine } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { Ready } from "../me/Ready.tsx";

/** What was disclosed of a client's record, to whom, when and why (45 CFR 164.528, 42 CFR 2.25). */
export function AccountingPage({ me }: { readonly me: Me }): JSX.Element {
  const { sharing } = me;
  useEffect(() => {
    void sharing.readAccounting();
  }, [sharing]);
  const { list } = words.release;
  return (
    <div class="page narrow share">
      <div class="stack">
        <BackTo to={{ name: "share" }} label={list.back} />
        <h1 tabIndex={-1}>{list.title}</h1>
        <p class="quiet">{list.intro}</p>
      </div>
      <Ready read={sharing.accounting.value} onAgain={() => void sharing.readAccounting()}>
        {(lines) => (
          <>
            {lines.length === 0 && <p>{list.empty}</p>}
            <Lines title={list.without} lines={lines.filter((line) => !isConsented(line))} />
            <Lines title={list.withPermission} lines={lines.filter(isConsented)} />
          </>
        )}
      </Ready>
    </div>
  );
}

function isConsented({ shown }: Accounted): boolean {
  return shown?.basis === "consent";
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly Accounted[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <section class="stack wide">
      <h2>{title}</h2>
      <ul class="lines">
        {lines.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ul>
    </section>
  );
}

function Line({ line }: { readonly line: Accounted }): JSX.Element {
  const { release } = words;
  const { list } = release;
  const { shown } = line;
  if (shown === null) return <li>{release.unreadable}</li>;
  const recipient = [shown.values["recipient"], shown.values["recipient-address"]]
    .filter((text) => text !== undefined && text !== "")
    .join(", ");
  return (
    <li>
      <div class="stack tight">
        <strong>{list.to(recipient)}</strong>
        <time dateTime={machine(shown.producedAt)}>{list.on(longDate(shown.producedAt))}</time>
        <span>{list.what(shown.values["description"] ?? "")}</span>
        <span>{list.purpose(shown.values["purpose"] ?? "")}</span>
        <span class="quiet small">{release.bases[shown.basis]}</span>
        {shown.statement !== "none" && <span class="quiet small">{list.notice}</span>}
        {line.hipaa && <span class="quiet small">{list.hipaa}</span>}
        {line.part2 && <span class="quiet small">{list.part2}</span>}
      </div>
    </li>
  );
}
