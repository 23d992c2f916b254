import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../../state/me/me.ts";
import { type AboutRecord, mayDisagree, REQUEST_KINDS } from "../../state/release/about_record.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { Done } from "../me/Done.tsx";
import { Ready } from "../me/Ready.tsx";
import { usePage } from "../page.ts";
import { AboutFacts } from "./AboutFacts.tsx";
import { DisagreeDialog } from "./DisagreeDialog.tsx";
import { RequestForm } from "./RequestForm.tsx";

/** What a client asks the practice to do about their record (45 CFR 164.522(a), 164.526), also when suspended or after the end of care. */
export function MyRequests({ me, of }: { readonly me: Me; readonly of: string | null }): JSX.Element {
  const page = usePage();
  const { requests } = me;
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    void requests.read();
  }, [requests]);
  useEffect(() => {
    if (of !== null) setSaid(null);
  }, [of]);
  const { aboutRecord } = words;
  const kind = REQUEST_KINDS.find((each) => each === of);
  if (kind !== undefined) {
    return (
      <RequestForm
        key={kind}
        me={me}
        kind={kind}
        onLeave={(done) => {
          setSaid(done);
          page.go({ name: "my-requests" });
        }}
      />
    );
  }
  return (
    <div class="page narrow share">
      <div class="stack">
        <BackTo to={{ name: "record" }} label={aboutRecord.backToRecord} />
        <h1 tabIndex={-1}>{aboutRecord.title}</h1>
        <p class="quiet">{aboutRecord.intro}</p>
      </div>
      {said !== null && <Done>{said}</Done>}
      <div class="actions">
        {REQUEST_KINDS.map((each) => (
          <PlaceLink key={each} to={{ name: "my-requests", of: each }} label={aboutRecord.new[each]} button />
        ))}
      </div>
      <Ready read={requests.view.value} onAgain={() => void requests.read()}>
        {(rows) =>
          rows.length === 0 ? (
            <p>{aboutRecord.empty}</p>
          ) : (
            <section class="stack wide" aria-labelledby="my-requests">
              <h2 id="my-requests">{aboutRecord.listTitle}</h2>
              <ul class="lines">
                {rows.map((row) => (
                  <Line key={row.key} me={me} row={row} onSaid={setSaid} />
                ))}
              </ul>
            </section>
          )
        }
      </Ready>
    </div>
  );
}

function Line(props: {
  readonly me: Me;
  readonly row: AboutRecord;
  readonly onSaid: (said: string) => void;
}): JSX.Element {
  const { me, row, onSaid } = props;
  const { aboutRecord } = words;
  const [saying, setSaying] = useState(false);
  return (
    <li>
      <div class="stack">
        <div class="stack tight">
          <h3>{aboutRecord.kinds[row.kind]}</h3>
          <Standing row={row} />
        </div>
        {row.shown === null ? (
          <p>{aboutRecord.unreadable}</p>
        ) : (
          <AboutFacts row={row} shown={row.shown} statement={aboutRecord.statement} />
        )}
        {mayDisagree(row) && (
          <div>
            <button
              class="button"
              type="button"
              onClick={() => {
                setSaying(true);
              }}
            >
              {aboutRecord.disagree.button}
            </button>
          </div>
        )}
      </div>
      {saying && (
        <DisagreeDialog
          me={me}
          row={row}
          onClose={() => {
            setSaying(false);
          }}
          onSaid={onSaid}
        />
      )}
    </li>
  );
}

/** How it stands, and what comes when. */
function Standing({ row }: { readonly row: AboutRecord }): JSX.Element {
  const { aboutRecord } = words;
  const { kept, kind, standing } = row;
  const { standings } = aboutRecord;
  const day = standing === "waiting" ? ` · ${aboutRecord.due(longDate(kept.due))}` : "";
  return (
    <>
      <span class="quiet small">
        {aboutRecord.asked(longDate(kept.request.keptAt))}
        {kept.answer !== null && ` · ${aboutRecord.answered(longDate(kept.answer.keptAt))}`}
        {day}
      </span>
      <span class={standing === "late" ? "late small" : "small"}>
        {standing === "accepted" ? standings.accepted[kind] : standings[standing]}
      </span>
    </>
  );
}
