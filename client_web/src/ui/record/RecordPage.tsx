import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import type { Me } from "../../state/me/me.ts";
import { hasLocked } from "../../state/record/sessions.ts";
import type { RosterItem } from "../../state/roster.ts";
import { words } from "../../words/words.ts";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { CopyPart } from "./CopyPart.tsx";
import { ReturnedPart } from "./ReturnedPart.tsx";
import { SessionList } from "./SessionList.tsx";

/** A client's record: their sessions, and a copy of it for themselves (S10, S11). Suspended or closed, it stays theirs. */
export function RecordPage({ desk, me }: { readonly desk: Desk; readonly me: Me }): JSX.Element {
  const roster = desk.roster.value;
  const { record } = words;
  const items = roster.kind === "ready" ? roster.items.filter(({ conversation }) => !conversation.reading) : [];
  return (
    <div class="page narrow record">
      <div class="stack">
        <h1 tabIndex={-1}>{record.title}</h1>
        <p class="quiet">{record.intro}</p>
      </div>
      <ReturnedPart
        me={me}
        onOpened={() => {
          for (const { conversation } of items) if (hasLocked(conversation)) void desk.reopen(conversation.key);
        }}
      />
      <Records desk={desk} me={me} items={items} />
      <AskPart />
      {roster.kind !== "ready" && roster.kind !== "waiting" && (
        <p role="status" class="quiet">
          {roster.kind === "loading" ? words.home.loading : words.home.failedTitle}
        </p>
      )}
      {(roster.kind === "ready" || roster.kind === "waiting") && items.length === 0 && (
        <section class="stack wide" aria-labelledby="record-none">
          <h2 id="record-none">{record.sessions}</h2>
          <p class="quiet">{record.none}</p>
        </section>
      )}
    </div>
  );
}

/** The way to ask for a correction: also where there is no conversation, or none any more. */
function AskPart(): JSX.Element {
  const { record } = words.aboutRecord;
  return (
    <section class="stack wide" aria-labelledby="record-ask">
      <h2 id="record-ask">{record.title}</h2>
      <p>{record.means}</p>
      <div>
        <PlaceLink to={{ name: "my-requests" }} label={record.link} button />
      </div>
    </section>
  );
}

function Records(props: {
  readonly desk: Desk;
  readonly me: Me;
  readonly items: readonly RosterItem[];
}): JSX.Element | null {
  const { desk, me, items } = props;
  const [key, choose] = useState<string | null>(null);
  const item = items.find((each) => each.key === key) ?? items[0];
  useEffect(() => {
    if (item !== undefined) desk.enter(item.key);
  }, [desk, item]);
  if (item === undefined) return null;
  return (
    <>
      <SessionList items={items} item={item} onChoose={choose} />
      <CopyPart desk={desk} me={me} item={item} />
    </>
  );
}
