import type { JSX } from "preact";
import type { ConversationKey } from "../../state/id.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../Icon.tsx";
import { usePage } from "../page.ts";

/** As wide as it has to be for a conversation and notes beside each other. */
const WIDE = "(min-width: 68rem)";

/** The way to one's own notes about a client: beside the conversation where there is room, else on their own page. */
export function NotesButton(props: {
  readonly conversation: ConversationKey;
  readonly open: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  const page = usePage();
  const { privateNotes } = words;
  return (
    <button
      class="button plain compare noting"
      type="button"
      aria-label={privateNotes.open}
      aria-expanded={props.open ? true : undefined}
      title={privateNotes.open}
      onClick={() => {
        if (matchMedia(WIDE).matches) props.onToggle();
        else page.go({ name: "private-notes", of: props.conversation });
      }}
    >
      <Icon name="write" />
      <span class="act-word">{privateNotes.open}</span>
    </button>
  );
}
