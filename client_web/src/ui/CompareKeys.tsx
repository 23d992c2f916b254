import type { JSX } from "preact";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";
import { nameOf } from "./names.ts";
import { SafetyNumber } from "./SafetyNumber.tsx";

/** What two people read to each other to be sure of each other. */
export function CompareKeys({ room, onClose }: { readonly room: Room; readonly onClose: () => void }): JSX.Element {
  const { trust } = words;
  return (
    <Dialog title={trust.compareTitle(nameOf(room.conversation.other))} onClose={onClose}>
      <p>{trust.compareWhy}</p>
      <SafetyNumber room={room} />
      <p class="quiet small">{trust.compareNow}</p>
      <div class="choices-row">
        <button class="button" type="button" data-first onClick={onClose}>
          {words.general.close}
        </button>
      </div>
    </Dialog>
  );
}
