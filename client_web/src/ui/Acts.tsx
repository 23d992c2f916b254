import type { ComponentChildren, JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { words } from "../words/words.ts";
import { Icon } from "./Icon.tsx";

/**
 * What else can be done here: beside each other where there is room, on a phone behind one button. It closes by Escape, when the focus
 * goes elsewhere, and when something was chosen; what was chosen gives the focus back to the button.
 */
export function Acts({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [open, set] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useId();
  const close = (): void => {
    set(false);
    button.current?.focus();
  };
  return (
    <div
      class="acts"
      onKeyDown={(event) => {
        if (!open || event.key !== "Escape" || isAsking(event.target)) return;
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) set(false);
      }}
    >
      <button
        class="button plain compare acts-button"
        type="button"
        ref={button}
        aria-label={words.conversation.acts}
        title={words.conversation.acts}
        aria-expanded={open}
        aria-controls={list}
        onClick={() => {
          set(!open);
          button.current?.focus();
        }}
      >
        <Icon name="more" />
      </button>
      <div
        class="acts-list"
        id={list}
        data-open={open}
        // Before the act itself: what it asks takes the focus from the button, and gives it back there.
        onClickCapture={(event) => {
          if (open && !isAsking(event.target)) close();
        }}
      >
        {children}
      </div>
    </div>
  );
}

/** Whether this happened in a question that something in the list asks. */
function isAsking(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog") !== null;
}
