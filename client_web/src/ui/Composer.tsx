import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { bytesLeft, wrote } from "../state/writing.ts";
import type { Draft } from "../state/draft.ts";
import { Kept } from "./Kept.tsx";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { Icon } from "./Icon.tsx";
import { useGrowth } from "./growth.ts";
import { useAltKey } from "./keys.ts";
import { usePage } from "./page.ts";

/** Where one writes. It grows to six lines; a count appears only near the limit. What stands in it is saved as a draft. */
export function Composer({ room, draft }: { readonly room: Room; readonly draft: Draft }): JSX.Element {
  const { preferences } = usePage();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const text = draft.text.value;
  const [wanted, want] = useState(false);
  const remaining = bytesLeft(text);
  const sendable = text.trim() !== "" && remaining >= 0;
  useGrowth(box, text);
  useFocusAtFirst(box);
  useAltKey("KeyW", () => {
    box.current?.focus();
  });

  const change = (value: string): void => {
    want(false);
    draft.write(value);
    if (value === "") room.typing.rested();
    else room.typing.wrote();
  };
  const send = (): void => {
    if (!sendable) return;
    draft.sent(room.posting.send(wrote(text)));
    room.typing.rested();
    box.current?.focus();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.shiftKey !== (preferences.peek().send === "shift-enter")) return;
    event.preventDefault();
    send();
  };

  const hint = preferences.value.send === "enter" ? words.conversation.sendHintEnter : words.conversation.sendHintShift;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="hidden" for={id}>
        {words.conversation.write}
      </label>
      <textarea
        class="input"
        id={id}
        ref={box}
        rows={1}
        value={text}
        placeholder={words.conversation.placeholder}
        aria-describedby={`${id}-hint`}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        onInput={(event) => {
          change(event.currentTarget.value);
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData;
          want(pasted !== null && pasted.files.length > 0 && !pasted.types.includes("text/plain"));
        }}
        onKeyDown={pressed}
        onBlur={() => {
          room.typing.rested();
        }}
      />
      <button class="button primary send" type="submit" aria-disabled={!sendable} aria-label={words.conversation.send}>
        <Icon name="send" />
      </button>
      <p class="hint quiet small">
        <span id={`${id}-hint`}>
          {words.conversation.quiet} <span class="send-hint">{hint}</span>
        </span>
        <span class="count" role="status">
          {remaining < 0
            ? words.conversation.over(-remaining)
            : remaining < 500
              ? words.conversation.left(remaining)
              : wanted
                ? words.conversation.noFiles
                : ""}
        </span>
        <Kept draft={draft} />
      </p>
    </form>
  );
}

/** Who opens a live session came to write. A finger does not: the keyboard would cover what there is to read. */
function useFocusAtFirst(box: { readonly current: HTMLTextAreaElement | null }): void {
  useLayoutEffect(() => {
    if (matchMedia("(pointer: fine)").matches) box.current?.focus();
  }, [box]);
}
