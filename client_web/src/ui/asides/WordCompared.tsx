import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { beforeWords, wordSet } from "../../state/before_words.ts";
import type { CodeWord, Said } from "../../state/before_words.ts";
import type { Room } from "../../state/room.ts";
import { longDate, timeOf } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { nameInside } from "../names.ts";

interface Opened {
  readonly given: string | null;
  /** Null where none was chosen, or where it cannot be read. */
  readonly chosen: string | null;
}

/** What the other side answered to who they are, beside the word that they chose: whoever asked judges it, and nobody else can. */
export function WordCompared({ room }: { readonly room: Room }): JSX.Element | null {
  const [closed, close] = useState(0);
  const title = useId();
  const wanted = beforeWords(room.conversation)?.wordWanted ?? null;
  if (wanted === null || wanted.question.sequence <= closed) return null;
  const { word } = words.asides;
  const name = nameInside(room.conversation.other);
  const { question, answer } = wanted;
  const done = (): void => {
    close(question.sequence);
  };
  return (
    <section class="aside" aria-labelledby={title}>
      <h2 id={title}>{answer === null ? word.theirs(name) : word.compare(name)}</h2>
      {answer === null ? (
        <p role="status">{word.waiting(name, timeOf(question.time))}</p>
      ) : (
        <Answer key={answer.sequence} room={room} answer={answer} />
      )}
      <div class="choices-row">
        <button class="button" type="button" onClick={done}>
          {word.done}
        </button>
      </div>
    </section>
  );
}

/** Shown when asked for: the words are no one else's who may stand beside. */
function Answer({ room, answer }: { readonly room: Room; readonly answer: Said<CodeWord> }): JSX.Element {
  const [opened, set] = useState<Opened | null>(null);
  const { word } = words.asides;
  const chosen = wordSet(room.conversation, false);
  const open = async (): Promise<void> => {
    const [given, before] = await Promise.all([
      room.asides.open(answer),
      chosen === null ? null : room.asides.open(chosen),
    ]);
    set({ given, chosen: before });
  };
  if (opened === null) {
    return (
      <button class="button" type="button" onClick={() => void open()}>
        {word.open}
      </button>
    );
  }
  return (
    <div role="status">
      <dl class="facts">
        <dt>{word.given}</dt>
        <dd>{opened.given ?? word.unreadable}</dd>
        <dt>{chosen === null ? word.noneChosen : word.chosen(longDate(chosen.time))}</dt>
        <dd>{chosen === null ? "–" : (opened.chosen ?? word.unreadable)}</dd>
      </dl>
      <p>
        <strong>{isSame(opened) ? word.same : word.different}</strong>
      </p>
    </div>
  );
}

/** Capitals and how accents are put together make no other word. */
function isSame({ given, chosen }: Opened): boolean {
  const plain = (text: string): string => text.normalize("NFC").toLocaleLowerCase().trim();
  return given !== null && chosen !== null && plain(given) === plain(chosen);
}
