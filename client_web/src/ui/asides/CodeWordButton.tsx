import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { wordSet } from "../../state/before_words.ts";
import type { Room } from "../../state/room.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Dialog } from "../Dialog.tsx";
import { Icon } from "../Icon.tsx";
import { nameInside, nameOf } from "../names.ts";
import { AsideStatus } from "./AsideStatus.tsx";
import { useWord, WordField } from "./WordField.tsx";

/** The words by which two people know each other: choosing one's own, asking for the other's. */
export function CodeWordButton({ room }: { readonly room: Room }): JSX.Element {
  const [open, set] = useState(false);
  const { word } = words.asides;
  const { other, live } = room.conversation;
  const close = (): void => {
    set(false);
  };
  return (
    <>
      <button
        class="button plain compare code-words"
        type="button"
        aria-label={word.way}
        title={word.way}
        onClick={() => {
          set(true);
        }}
      >
        <Icon name="key" />
        <span class="act-word">{word.way}</span>
      </button>
      {open && (
        <Dialog title={word.title(nameInside(other))} onClose={close}>
          <p>{word.why}</p>
          <Own room={room} />
          <Theirs room={room} onAsked={close} />
          {live.value === null && <p class="quiet small">{word.later}</p>}
          <AsideStatus asides={room.asides} />
          <div class="choices-row">
            <button class="button" type="button" data-first onClick={close}>
              {words.general.close}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Own({ room }: { readonly room: Room }): JSX.Element {
  const { word } = words.asides;
  const typed = useWord();
  const { other, live } = room.conversation;
  const own = wordSet(room.conversation, true);
  return (
    <section class="stack">
      <h3>{word.yours}</h3>
      <p role="status">{own === null ? word.yoursNone : word.yoursSet(longDate(own.time))}</p>
      <p class="quiet small">{word.yoursMeans(nameInside(other))}</p>
      {live.value !== null && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            typed.submit((text) => room.asides.codeWord("set", text));
          }}
        >
          <WordField label={word.choose} hint={word.chooseHint} word={typed} />
          <button class="button" type="submit" aria-disabled={room.asides.work.value === "sending"}>
            {word.set}
          </button>
        </form>
      )}
    </section>
  );
}

function Theirs({ room, onAsked }: { readonly room: Room; readonly onAsked: () => void }): JSX.Element {
  const { word } = words.asides;
  const { other, live } = room.conversation;
  const theirs = wordSet(room.conversation, false);
  const ask = async (): Promise<void> => {
    if (await room.asides.ask("code-word")) onAsked();
  };
  return (
    <section class="stack">
      <h3>{word.theirs(nameInside(other))}</h3>
      <p>{theirs === null ? word.theirsNone(nameOf(other)) : word.theirsSet(longDate(theirs.time))}</p>
      {live.value !== null && theirs !== null && (
        <button class="button" type="button" onClick={() => void ask()}>
          {word.askFor(nameInside(other))}
        </button>
      )}
    </section>
  );
}
