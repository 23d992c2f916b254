import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../state/desk.ts";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";
import { MistakeNote } from "./door/MistakeNote.tsx";
import { useAct } from "./me/act.ts";
import { Submit } from "./Submit.tsx";

/** A therapist ends the care of a client: asked once, since it cannot be undone. */
export function EndCare({ desk, room }: { readonly desk: Desk; readonly room: Room }): JSX.Element {
  const [asking, ask] = useState(false);
  const { end } = words.care;
  return (
    <>
      <button
        class="button plain end-care"
        type="button"
        onClick={() => {
          ask(true);
        }}
      >
        {end.open}
      </button>
      {asking && (
        <Question
          desk={desk}
          room={room}
          onClose={() => {
            ask(false);
          }}
        />
      )}
    </>
  );
}

function Question(props: { readonly desk: Desk; readonly room: Room; readonly onClose: () => void }): JSX.Element {
  const { desk, room, onClose } = props;
  const act = useAct();
  const { end } = words.care;
  const close = async (): Promise<void> => {
    const done = await act.run("signing", () => desk.care.close(room.conversation.key, "ended"));
    if (done === null) return;
    onClose();
    await desk.refresh();
  };
  return (
    <Dialog title={end.title} onClose={onClose}>
      <p>{end.means}</p>
      <p class="quiet">{end.referral}</p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <form
        class="choices-row"
        onSubmit={(event) => {
          event.preventDefault();
          void close();
        }}
      >
        <Submit label={end.confirm} work={act.work} warn />
        <button class="button" type="button" data-first onClick={onClose}>
          {end.cancel}
        </button>
      </form>
    </Dialog>
  );
}
