import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Me } from "../../state/me/me.ts";
import type { AboutRecord } from "../../state/release/about_record.ts";
import { Requests } from "../../state/release/requests.ts";
import type { Asked } from "../../state/release/requests.ts";
import { daysUntil, longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { GivenOn } from "../legal/GivenOn.tsx";
import { Done } from "../me/Done.tsx";
import { Ready } from "../me/Ready.tsx";
import { usePage } from "../page.ts";
import { AboutRequests } from "./AboutRequests.tsx";
import { AnswerDialog } from "./AnswerDialog.tsx";
import { AskCustodians } from "./AskCustodians.tsx";

/** So much of a key tells one request from another. */
const REMEMBERED = 32;

/** What clients asked the practice to send, with its clock (S11; compliance RA-01). */
export function RequestsPage(props: {
  readonly me: Me;
  readonly self: string;
  /** The request for which custodians are about to be asked: its key as far as a place remembers it. */
  readonly of: string | null;
}): JSX.Element {
  const { me, self, of } = props;
  const desk = useMemo(() => new Requests(me.ports), [me]);
  const [said, setSaid] = useState(false);
  const page = usePage();
  useEffect(() => {
    void desk.read();
  }, [desk]);
  const { requests } = words;
  const view = desk.view.value;
  const asking =
    of === null || view.kind !== "ready" ? undefined : view.value.requests.find(({ key }) => key.startsWith(of));
  if (asking !== undefined) {
    return (
      <AskCustodians
        me={me}
        row={asking}
        self={self}
        onAsked={(of) => {
          page.go({ name: "custody", of });
        }}
        onBack={() => {
          page.go({ name: "requests" });
        }}
      />
    );
  }
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{requests.title}</h1>
        <p class="quiet">{requests.intro}</p>
      </div>
      {said && <Done>{requests.sent}</Done>}
      <Ready read={view} onAgain={() => void desk.read()}>
        {({ requests: rows, about }) => (
          <>
            {rows.length === 0 && about.length === 0 && <p>{requests.empty}</p>}
            {about.length > 0 && (
              <AboutRequests
                desk={desk}
                rows={about}
                onSaid={() => {
                  setSaid(true);
                }}
              />
            )}
            {about.length > 0 && rows.length > 0 && <h2>{words.aboutRecord.desk.sendTitle}</h2>}
            <ul class="lines">
              {rows.map((row) => (
                <Row
                  key={row.key}
                  desk={desk}
                  row={row}
                  restricted={isRestricted(row, about)}
                  onAsk={() => {
                    page.go({ name: "requests", of: row.key.slice(0, REMEMBERED) });
                  }}
                  onSaid={() => {
                    setSaid(true);
                  }}
                />
              ))}
            </ul>
            <GivenOn me={me} />
          </>
        )}
      </Ready>
      <Elsewhere />
    </div>
  );
}

/** What to do with a request that did not come by the page. */
function Elsewhere(): JSX.Element {
  const { elsewhere } = words.requests;
  return (
    <details class="more-fields">
      <summary>{elsewhere.title}</summary>
      <div class="more-inside">
        {elsewhere.text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
    </details>
  );
}

function isRestricted({ client }: Asked, about: readonly AboutRecord[]): boolean {
  return about.some((each) => each.client === client && each.kind === "restriction" && each.standing === "accepted");
}

function Row(props: {
  readonly desk: Requests;
  readonly row: Asked;
  /** The practice agreed to keep something of this client's record from somebody. */
  readonly restricted: boolean;
  readonly onAsk: () => void;
  readonly onSaid: () => void;
}): JSX.Element {
  const { desk, row, restricted, onAsk, onSaid } = props;
  const { requests, release } = words;
  const [answering, setAnswering] = useState(false);
  const { shown, kept, standing } = row;
  const open = standing === "waiting" || standing === "late";
  const day = longDate(kept.due);
  return (
    <li>
      <div class="stack tight">
        <strong>{requests.from(shown?.values["patient"] ?? alias(row.client))}</strong>
        {shown !== null && <span class="quiet small">{requests.client(alias(row.client))}</span>}
        {shown === null ? (
          <span>{requests.unreadable}</span>
        ) : (
          <>
            <span>{requests.to(shown.values["recipient"] ?? "")}</span>
            <span>{shown.values["information"]}</span>
            <span>{requests.purpose(shown.values["purpose"] ?? "")}</span>
            <span class="quiet small">{release.forms[shown.form]}</span>
          </>
        )}
        <span class="quiet small">{requests.part2[row.part2]}</span>
        {restricted && open && <strong class="small">{words.aboutRecord.desk.restricted}</strong>}
        <span class={standing === "late" ? "late small" : "quiet small"}>
          {requests.standings[standing]} · {requests.asked(longDate(kept.keptAt))}
          {open &&
            ` · ${row.days < 0 ? requests.late(day) : requests.due(day, Math.max(0, daysUntil(kept.due, Date.now())))}`}
        </span>
      </div>
      {open && (
        <div class="deeds">
          <Custodians row={row} onAsk={onAsk} />
          <button
            class="button"
            type="button"
            onClick={() => {
              setAnswering(true);
            }}
          >
            {requests.answer}
          </button>
        </div>
      )}
      {answering && (
        <AnswerDialog
          desk={desk}
          row={row}
          onClose={() => {
            setAnswering(false);
          }}
          onSaid={onSaid}
        />
      )}
    </li>
  );
}

/** The way to what custodians are asked for it, or to asking them. */
function Custodians({ row, onAsk }: { readonly row: Asked; readonly onAsk: () => void }): JSX.Element | null {
  const { order, shown } = row;
  const said = words.requests.order;
  if (order !== null && (order.state === "proposed" || order.state === "open" || order.state === "fulfilled")) {
    return <PlaceLink to={{ name: "custody", of: order.key }} label={said.look[order.state]} button />;
  }
  if (shown === null) return null;
  return (
    <button class="button primary" type="button" onClick={onAsk}>
      {said.title}
    </button>
  );
}
