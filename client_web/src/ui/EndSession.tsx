import type { JSX } from "preact";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";

/** What ending a session means, before it is done. */
export function EndSession(props: { readonly onEnd: () => void; readonly onStay: () => void }): JSX.Element {
  const { endTitle, endMeans, endConfirm, endCancel } = words.conversation;
  return (
    <Dialog title={endTitle} onClose={props.onStay}>
      <p>{endMeans}</p>
      <div class="choices-row">
        <button class="button primary" type="button" onClick={props.onEnd}>
          {endConfirm}
        </button>
        <button class="button" type="button" data-first onClick={props.onStay}>
          {endCancel}
        </button>
      </div>
    </Dialog>
  );
}
