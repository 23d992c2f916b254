import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { beforeWords } from "../../state/before_words.ts";
import type { Room } from "../../state/room.ts";
import { words } from "../../words/words.ts";
import { nameInside, nameOf } from "../names.ts";
import { AsideStatus } from "./AsideStatus.tsx";
import { useWord, WordField } from "./WordField.tsx";

/** The other side asks who this is: the answer goes to them alone, and is no message. */
export function WordAsked({ room }: { readonly room: Room }): JSX.Element | null {
  const [declined, decline] = useState(0);
  const title = useId();
  const word = useWord();
  const asked = beforeWords(room.conversation)?.wordAsked ?? null;
  if (asked === null || asked.sequence <= declined) return null;
  const { word: said } = words.asides;
  const { other } = room.conversation;
  return (
    <section class="aside" aria-labelledby={title}>
      <h2 id={title}>{said.asked(nameOf(other))}</h2>
      <form
        class="aside-form"
        onSubmit={(event) => {
          event.preventDefault();
          word.submit((text) => room.asides.codeWord("answer", text));
        }}
      >
        <WordField label={said.yourAnswer} hint={said.askedMeans(nameInside(other))} word={word} />
        <div class="choices-row">
          <button class="button primary" type="submit" aria-disabled={room.asides.work.value === "sending"}>
            {said.answer}
          </button>
          <button
            class="button plain"
            type="button"
            onClick={() => {
              decline(asked.sequence);
            }}
          >
            {said.decline}
          </button>
        </div>
      </form>
      <AsideStatus asides={room.asides} />
    </section>
  );
}
