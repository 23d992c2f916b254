import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { Desk } from "../state/desk.ts";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";
import { MistakeNote } from "./door/MistakeNote.tsx";
import { useAct } from "./me/act.ts";
import { Submit } from "./Submit.tsx";

/** What was kept from the next therapist can be shared with them at any later time (crypto.md §12.5); asked once, as it stays shared. */
export function ShareHistory(props: { readonly desk: Desk; readonly conversation: Conversation }): JSX.Element | null {
  const { desk, conversation } = props;
  const [asking, ask] = useState(false);
  const [shared, setShared] = useState(false);
  const { share } = words.care;
  // Read with the list, so that the button comes and goes with what the service knows.
  const listed = desk.roster.value.kind === "ready";
  if (shared) return <p role="status">{share.shared}</p>;
  if (!listed || !desk.care.canShare(conversation.key)) return null;
  const close = (): void => {
    ask(false);
  };
  return (
    <>
      <button
        class="button"
        type="button"
        onClick={() => {
          ask(true);
        }}
      >
        {share.open}
      </button>
      {asking && (
        <Question
          desk={desk}
          conversation={conversation}
          onClose={close}
          onShared={() => {
            setShared(true);
            close();
          }}
        />
      )}
    </>
  );
}

function Question(props: {
  readonly desk: Desk;
  readonly conversation: Conversation;
  readonly onClose: () => void;
  readonly onShared: () => void;
}): JSX.Element {
  const { desk, conversation, onClose } = props;
  const act = useAct();
  const { share } = words.care;
  const confirm = async (): Promise<void> => {
    if ((await act.run("signing", () => desk.care.share(conversation.key))) !== null) props.onShared();
  };
  return (
    <Dialog title={share.title} onClose={onClose}>
      <p>{share.means}</p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <form
        class="choices-row"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Submit label={share.confirm} work={act.work} />
        <button class="button" type="button" data-first onClick={onClose}>
          {share.cancel}
        </button>
      </form>
    </Dialog>
  );
}
