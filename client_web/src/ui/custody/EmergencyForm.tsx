import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import type { Book } from "../../state/custody/book.ts";
import { approversIn, clients, emergency, orderables } from "../../state/custody/ordering.ts";
import type { Orderable } from "../../state/custody/ordering.ts";
import { areTooMany } from "../../state/console/people.ts";
import type { Me } from "../../state/me/me.ts";
import type { Shown } from "../../state/me/step_up.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { ClosedChoice } from "../console/ClosedChoice.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";
import { Note } from "../Note.tsx";
import { ApproverChoice } from "./DrillForm.tsx";
import { pieceWords } from "./OrderFacts.tsx";

interface Making {
  readonly me: Me;
  readonly book: Book;
  readonly self: string;
}

const BLANK: { readonly chosen: readonly string[]; readonly text: string } = { chosen: [], text: "" };

/** Asks for exactly what an emergency needs, of one client, for a day (crypto.md §13.4). */
export function EmergencyForm(props: Making): JSX.Element {
  const { me, book, self } = props;
  const [read, look] = useRead(() => clients(me.ports), [me]);
  const [client, setClient] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const said = words.custody;
  if (done) return <Done>{said.emergency.done}</Done>;
  return (
    <>
      {said.emergency.text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {approversIn(book, self).length === 0 ? (
        <Note icon="info">{said.noApprover}</Note>
      ) : (
        <Ready read={read} onAgain={() => void look()}>
          {(known) => (
            <>
              <ClosedChoice
                label={said.emergency.client}
                any={said.emergency.choose}
                chosen={client}
                choices={Object.fromEntries(known.map(({ account, name }) => [account, name]))}
                onChoose={setClient}
              />
              {client !== null && (
                <OfClient
                  key={client}
                  {...props}
                  client={client}
                  onDone={() => {
                    setDone(true);
                  }}
                />
              )}
            </>
          )}
        </Ready>
      )}
    </>
  );
}

function OfClient(props: Making & { readonly client: string; readonly onDone: () => void }): JSX.Element {
  const { me, client } = props;
  const [read, look] = useRead(async () => {
    const result = await orderables(me.ports, client);
    const none = !result.ok && result.mistake.kind === "refused" && result.mistake.code === "not_for_you";
    return none ? { ok: true, value: [] } : result;
  }, [me, client]);
  return (
    <Ready read={read} onAgain={() => void look()}>
      {(found) =>
        found.some(({ pieces }) => pieces.some(({ deposited }) => deposited)) ? (
          <Asking {...props} found={found} />
        ) : (
          <p>{words.custody.emergency.none}</p>
        )
      }
    </Ready>
  );
}

function Asking(
  props: Making & { readonly client: string; readonly found: readonly Orderable[]; readonly onDone: () => void },
): JSX.Element {
  const { me, book, self, client, found, onDone } = props;
  const kept = useKeptForm("emergency", client, () => BLANK);
  const chosen: ReadonlySet<string> = new Set(kept.value.chosen);
  const { text } = kept.value;
  const [approver, setApprover] = useState(approversIn(book, self)[0]?.account ?? "");
  const [tried, setTried] = useState(false);
  const asking = useAct();
  const said = words.custody.emergency;
  const from = found.find(({ pieces }) => pieces.some(({ key }) => chosen.has(key)));
  const ask = (shown: Shown): void => {
    setTried(true);
    if (from === undefined || wrongWords(text) !== null) return;
    const pieces = from.pieces.filter(({ key }) => chosen.has(key));
    const asked = { client, from, pieces, title: said.noticeTitle, words: text };
    void asking
      .run("making", () => emergency(me.ports, book, approver, asked, shown))
      .then((made) => {
        if (made === null) return;
        kept.done();
        onDone();
      });
  };
  return (
    <>
      <Begun form={kept} />
      <Pieces
        found={found}
        chosen={chosen}
        wrong={tried && from === undefined}
        onChosen={(keys) => {
          kept.change({ chosen: [...keys] });
        }}
      />
      <LongField
        label={said.words}
        hint={said.wordsHint}
        wrong={tried ? wrongWords(text) : null}
        rows={4}
        value={text}
        onValue={kept.on("text")}
      />
      <ApproverChoice book={book} self={self} approver={approver} onChoose={setApprover} />
      <StepUpForm act={asking} submit={said.submit} warn onSubmit={ask} />
    </>
  );
}

/** Parts of one conversation at a time: an order opens one. */
function Pieces(props: {
  readonly found: readonly Orderable[];
  readonly chosen: ReadonlySet<string>;
  readonly wrong: boolean;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}): JSX.Element {
  const { found, chosen, wrong, onChosen } = props;
  const said = words.custody.emergency;
  const toggle = (from: Orderable, key: string): void => {
    const before = from.pieces.filter((piece) => chosen.has(piece.key)).map((piece) => piece.key);
    onChosen(new Set(before.includes(key) ? before.filter((each) => each !== key) : [...before, key]));
  };
  return (
    <fieldset class="choices order-choices">
      <legend>{said.pieces}</legend>
      <p class="quiet small">{said.piecesHint}</p>
      {wrong && (
        <p class="wrong" role="alert">
          {said.nothingChosen}
        </p>
      )}
      {found.map((from) => (
        <div key={from.key}>
          {found.length > 1 && <p class="quiet small">{said.with(alias(from.therapist))}</p>}
          {from.pieces.map(({ key, kind, openedAt, deposited }) => (
            <label key={key} class="choice">
              <input
                type="checkbox"
                checked={chosen.has(key)}
                disabled={!deposited}
                onChange={() => {
                  toggle(from, key);
                }}
              />
              <span>
                {pieceWords(kind, openedAt)}
                {!deposited && <span class="quiet small"> · {said.notDeposited}</span>}
              </span>
            </label>
          ))}
        </div>
      ))}
    </fieldset>
  );
}

function wrongWords(text: string): string | null {
  const said = words.custody.emergency;
  if (text.trim() === "") return said.empty;
  return areTooMany(text) ? said.tooLong : null;
}
