import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey } from "../../state/id.ts";
import { readMarked } from "../../state/legal/marking.ts";
import { account, completableUntil, readWarnings } from "../../state/legal/warnings.ts";
import type { Owed, Warned } from "../../state/legal/warnings.ts";
import type { Me } from "../../state/me/me.ts";
import type { Part2Status } from "../../state/release_http.ts";
import { capital, dayName, moment, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { BackTo } from "../BackTo.tsx";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { PlaceLink } from "../door/PlaceLink.tsx";
import { Form } from "../Form.tsx";
import { Done } from "../me/Done.tsx";
import { useAct } from "../me/act.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { Note } from "../Note.tsx";
import { Submit } from "../Submit.tsx";
import { Countersigned } from "./Countersigned.tsx";
import { WarnForm } from "./WarnForm.tsx";

/**
 * A therapist tells somebody without the client's consent (crypto.md §13.4): from the conversation, without anybody's leave, and without
 * waiting for anything to be read. `of`: the conversation.
 */
export function WarnPage(props: { readonly desk: Desk; readonly me: Me; readonly of: string | null }): JSX.Element {
  const { desk, me, of } = props;
  const roster = desk.roster.value;
  const item = roster.kind === "ready" ? roster.items.find(({ key }) => key === of) : undefined;
  const { warning } = words;
  if (item === undefined) {
    return (
      <div class="page narrow">
        <h1 tabIndex={-1}>{warning.title}</h1>
        <p role="status">{roster.kind === "loading" ? words.me.loading : warning.gone}</p>
      </div>
    );
  }
  const client = item.conversation.other.account;
  return (
    <div class="page narrow share">
      <div class="stack">
        <BackTo to={{ name: "conversation", key: item.key }} label={warning.back} />
        <h1 tabIndex={-1}>{warning.title}</h1>
        <p class="quiet">{warning.about(alias(client))}</p>
      </div>
      <Whole key={item.key} me={me} client={client} conversation={item.key} />
    </div>
  );
}

interface About {
  readonly me: Me;
  readonly client: string;
  readonly conversation: ConversationKey;
}

function Whole({ me, client, conversation }: About): JSX.Element {
  const [marked] = useRead(() => readMarked(me.ports, client), [me, client]);
  const [given, look] = useRead(() => readWarnings(me.ports), [me]);
  const [said, setSaid] = useState<{ readonly text: string; readonly at: number } | null>(null);
  const [completing, setCompleting] = useState<Warned | null>(null);
  const { warning } = words;
  // Nothing read, nothing cleared: nobody waits for it here.
  const part2: Part2Status = marked.kind === "ready" ? marked.value.part2 : "pending";
  const done = (text: string): void => {
    setCompleting(null);
    setSaid({ text, at: Date.now() });
    void look();
  };
  const about = { client, conversation };
  return (
    <>
      {said !== null && <Done key={said.at}>{said.text}</Done>}
      {completing !== null ? (
        <section class="stack wide" aria-labelledby="complete">
          <h2 id="complete">{warning.completeTitle}</h2>
          <p class="quiet">{warning.completeMeans}</p>
          <WarnForm key={completing.key} me={me} about={about} part2={part2} before={completing} onDone={done} />
        </section>
      ) : (
        said === null && (
          <>
            <Note icon="alert">
              <p>{warning.first}</p>
            </Note>
            <p>{warning.means}</p>
            <WarnForm me={me} about={about} part2={part2} before={null} onDone={done} />
          </>
        )
      )}
      {marked.kind === "ready" && (
        <div>
          <PlaceLink to={{ name: "part2", of: client }} label={words.part2.way} button />
        </div>
      )}
      <Ready read={given} onAgain={() => void look()}>
        {(all) => (
          <Own
            warnings={all.filter((each) => each.client === client)}
            me={me}
            onAccounted={done}
            onComplete={(each) => {
              setSaid(null);
              setCompleting(each);
            }}
          />
        )}
      </Ready>
    </>
  );
}

/** What this therapist gave of this client, and what is still open of it. */
function Own(props: {
  readonly me: Me;
  readonly warnings: readonly Warned[];
  readonly onAccounted: (said: string) => void;
  readonly onComplete: (warned: Warned) => void;
}): JSX.Element | null {
  const { warning } = words;
  if (props.warnings.length === 0) return null;
  const now = Date.now();
  return (
    <section class="stack wide" aria-labelledby="given">
      <h2 id="given">{warning.own}</h2>
      <ul class="lines">
        {props.warnings.map((each) => {
          const until = completableUntil(each, now);
          const at = each.shown === null ? "" : moment(each.shown.at, now);
          return (
            <li key={each.key}>
              <div class="stack tight">
                <strong>{capital(at)}</strong>
                <span>{each.values["threat"]}</span>
                <Countersigned warned={each} />
                {each.open.length > 0 && <span class="quiet small">{warning.open(openWords(each.open))}</span>}
                {until !== null && (
                  <span class="small">{warning.until(`${dayName(until, now)}, ${timeOf(until)}`)}</span>
                )}
                {until === null && each.open.length > 0 && <span class="small">{warning.late}</span>}
                {each.owed.map((owed) => (
                  <Unwritten key={owed.key} me={props.me} owed={owed} onDone={props.onAccounted} />
                ))}
              </div>
              {until !== null && (
                <button
                  class="button"
                  type="button"
                  aria-label={warning.completeOf(at)}
                  onClick={() => {
                    props.onComplete(each);
                  }}
                >
                  {warning.complete}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The practice has the warning and the client's accounting lacks it: said, and done here. */
function Unwritten(props: {
  readonly me: Me;
  readonly owed: Owed;
  readonly onDone: (said: string) => void;
}): JSX.Element {
  const { me, owed, onDone } = props;
  const act = useAct();
  const { warning } = words;
  return (
    <Form
      wrong={null}
      onSubmit={() => {
        void act
          .run("signing", () => account(me.ports, owed, warning.bases[owed.shown.basis]))
          .then((done) => {
            if (done !== null) onDone(warning.accounted);
          });
      }}
    >
      <Note icon="alert" warn>
        {warning.owed(owed.told.recipient)}
      </Note>
      <MistakeNote mistake={act.mistake} shown="password" />
      <Submit label={warning.account} work={act.work} />
    </Form>
  );
}

/** What is open, in words. */
export function openWords(open: readonly string[]): string {
  const { elements } = words.warning;
  return open.map((name) => (name in elements ? elements[name as keyof typeof elements] : name)).join(" · ");
}
