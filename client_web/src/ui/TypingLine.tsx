import type { JSX } from "preact";
import type { Conversation } from "../state/conversation.ts";
import { words } from "../words/words.ts";

/** Says once that the other side writes. Its line is always there, so that nothing jumps. */
export function TypingLine(props: { readonly conversation: Conversation; readonly name: string }): JSX.Element {
  const { otherTyping, live } = props.conversation;
  return (
    <p class="typing quiet small" role="status">
      {otherTyping.value && live.value !== null ? words.conversation.typing(props.name) : ""}
    </p>
  );
}
