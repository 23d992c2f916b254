import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { useFocusAtOnce } from "./focus.ts";
import { Icon } from "./Icon.tsx";
import { nameOf } from "./names.ts";
import { Note } from "./Note.tsx";
import { usePage } from "./page.ts";
import { SafetyNumber } from "./SafetyNumber.tsx";

/** The other side has newer keys: said before anything is shown or sent under them (crypto.md §4.6). */
export function KeysChanged({
  room,
  onGoOn,
}: {
  readonly room: Room;
  readonly onGoOn: () => Promise<boolean>;
}): JSX.Element {
  const page = usePage();
  const [failed, setFailed] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);
  useFocusAtOnce(title);
  const { trust } = words;
  const anew = room.conversation.others.some(({ begunAnew }) => begunAnew);
  return (
    <div class="page">
      <div class="stopped">
        <Icon name="alert" />
        <div class="stack wide">
          <h1 tabIndex={-1} ref={title}>
            {trust.changedTitle(nameOf(room.conversation.other))}
          </h1>
          {(anew ? trust.begunAnew : trust.changed).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          <SafetyNumber room={room} />
          {failed > 0 && (
            <Note key={failed} icon="alert" warn>
              {trust.notKept}
            </Note>
          )}
          <div class="actions">
            <button
              class="button primary"
              type="button"
              onClick={() => {
                void onGoOn().then((kept) => {
                  setFailed((times) => (kept ? 0 : times + 1));
                });
              }}
            >
              {trust.goOn}
            </button>
            <button
              class="button"
              type="button"
              onClick={() => {
                page.go({ name: "home" });
              }}
            >
              {trust.notNow}
            </button>
          </div>
        </div>
      </div>
    </div>
  );
}
