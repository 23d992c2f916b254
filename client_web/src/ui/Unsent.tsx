import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { MessageKey } from "../state/id.ts";
import type { Room } from "../state/room.ts";
import type { MessageRow } from "../state/rows.ts";
import { words } from "../words/words.ts";

/** Words that did not reach the record: why, and what can be done with them. They are never dropped without being asked. */
export function Unsent({ row, room }: { readonly row: MessageRow; readonly room: Room }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const { conversation } = words;
  const live = room.conversation.live.value !== null;
  const message = row.key as MessageKey;
  const again = row.progress === "held" ? conversation.sendNow : conversation.again;
  const copy = (): void => {
    void navigator.clipboard.writeText(row.text).then(
      () => {
        setCopied(true);
      },
      () => undefined,
    );
  };
  return (
    <div class="unsent small">
      <p>
        {row.progress === "held" ? conversation.heldWhy : conversation.failedWhy} {!live && conversation.sendLater}
      </p>
      <div class="choices-row">
        {live && (
          <button
            class="button"
            type="button"
            onClick={() => {
              room.posting.again(message);
            }}
          >
            {again}
          </button>
        )}
        <button class="button" type="button" onClick={copy}>
          {copied ? conversation.copied : conversation.copy}
        </button>
        <button
          class="button"
          type="button"
          onClick={() => {
            room.posting.discard(message);
          }}
        >
          {conversation.letGo}
        </button>
      </div>
    </div>
  );
}
