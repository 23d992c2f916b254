import type { JSX } from "preact";
import type { Conversation } from "../../state/conversation.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../Icon.tsx";
import { MeansNote } from "./MeansNote.tsx";
import { NotesPane } from "./NotesPane.tsx";

/** One's own notes beside the conversation, never in it. */
export function NotesBeside(props: {
  readonly me: Me;
  readonly conversation: Conversation;
  readonly onClose: () => void;
}): JSX.Element {
  const { me, conversation } = props;
  const { privateNotes } = words;
  return (
    <aside class="notes-beside" aria-label={privateNotes.title}>
      <div class="notes-beside-head">
        <h2>{privateNotes.title}</h2>
        <button class="button plain" type="button" aria-label={privateNotes.hide} onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div class="stack wide">
        <details class="policy">
          <summary>{privateNotes.more}</summary>
          <MeansNote />
        </details>
        <NotesPane me={me} book={me.notes.of(conversation.key, conversation.other.account)} />
      </div>
    </aside>
  );
}
