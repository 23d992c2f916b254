import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { areTooMany } from "../../state/console/people.ts";
import { orderables } from "../../state/custody/ordering.ts";
import type { Piece } from "../../state/custody/ordering.ts";
import { conversationKey } from "../../state/id.ts";
import { askCustodians } from "../../state/legal/processes.ts";
import type { Served, ShownProcess } from "../../state/legal/processes.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Begun } from "../Begun.tsx";
import { pieceWords } from "../custody/OrderFacts.tsx";
import { useKeptForm } from "../kept_form.ts";
import { LongField } from "../LongField.tsx";
import { useAct } from "../me/act.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { StepUpForm } from "../me/StepUpForm.tsx";

interface Asking {
  readonly me: Me;
  readonly served: Served;
  readonly shown: ShownProcess;
  readonly onDone: (said: string) => void;
}

const BLANK: { readonly chosen: readonly string[]; readonly text: string } = { chosen: [], text: "" };

/** The two who signed ask custodians to open what it covers, and nothing beside it (crypto.md §7.3). */
export function AskCustodians(props: Asking): JSX.Element {
  const { me, served, shown } = props;
  const [read, look] = useRead(() => orderables(me.ports, served.client), [me, served.client]);
  const { ask } = words.legal;
  return (
    <section class="stack wide" aria-labelledby="ask">
      <h2 id="ask">{ask.title}</h2>
      <p>{ask.means}</p>
      <Ready read={read} onAgain={() => void look()}>
        {(found) => {
          const pieces = found
            .filter(({ key }) => key === conversationKey(shown.conversation))
            .flatMap((each) => each.pieces)
            .filter(({ openedAt, deposited }) => deposited && openedAt <= shown.until);
          return pieces.length === 0 ? <p>{ask.none}</p> : <Form {...props} pieces={pieces} />;
        }}
      </Ready>
    </section>
  );
}

function Form({ me, served, pieces, onDone }: Asking & { readonly pieces: readonly Piece[] }): JSX.Element {
  const { ask } = words.legal;
  const asking = useAct();
  const kept = useKeptForm("legal-order", served.key, () => BLANK);
  const chosen: ReadonlySet<string> = new Set(kept.value.chosen);
  const { text } = kept.value;
  const [tried, setTried] = useState(false);
  const toggle = (key: string): void => {
    kept.change({ chosen: chosen.has(key) ? [...chosen].filter((each) => each !== key) : [...chosen, key] });
  };
  return (
    <>
      <Begun form={kept} />
      <fieldset class="choices">
        <legend>{ask.pieces}</legend>
        <p class="quiet small">{ask.piecesHint}</p>
        {tried && chosen.size === 0 && (
          <p class="wrong" role="alert">
            {ask.nothingChosen}
          </p>
        )}
        {pieces.map(({ key, kind, openedAt }) => (
          <label key={key} class="choice">
            <input
              type="checkbox"
              checked={chosen.has(key)}
              onChange={() => {
                toggle(key);
              }}
            />
            <span>{pieceWords(kind, openedAt)}</span>
          </label>
        ))}
      </fieldset>
      <LongField
        label={ask.words}
        hint={ask.wordsHint}
        wrong={tried ? wrongWords(text) : null}
        rows={4}
        value={text}
        onValue={kept.on("text")}
      />
      <StepUpForm
        act={asking}
        submit={ask.submit}
        onSubmit={(typed) => {
          setTried(true);
          if (chosen.size === 0 || wrongWords(text) !== null) return;
          const headers = pieces.filter(({ key }) => chosen.has(key)).map(({ headerHash }) => headerHash);
          const asked = { headers, title: ask.noticeTitle, words: text };
          void asking
            .run("making", () => askCustodians(me.ports, served, asked, typed))
            .then((made) => {
              if (made === null) return;
              kept.done();
              onDone(ask.done);
            });
        }}
      />
    </>
  );
}

function wrongWords(text: string): string | null {
  const { ask } = words.legal;
  if (text.trim() === "") return ask.empty;
  return areTooMany(text) ? ask.tooLong : null;
}
