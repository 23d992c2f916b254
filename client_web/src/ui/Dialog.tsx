import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

/**
 * A question or a note above the page. The focus goes to what is marked `data-first`, else to the first control; the browser keeps it
 * inside, and it comes back. Escape closes. `urgent` makes it an alert dialog, which is read out with the text of this id.
 */
export function Dialog(props: {
  readonly title: string;
  readonly urgent?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  // At once: the focus comes back before anybody finds that it was lost.
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // Wherever the focus is, a long question is read from its beginning.
    element?.querySelector<HTMLElement>("[data-first]")?.focus({ preventScroll: true });
    if (element !== null) element.scrollTop = 0;
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      class="dialog"
      ref={dialog}
      role={props.urgent === undefined ? undefined : "alertdialog"}
      aria-labelledby={title}
      aria-describedby={props.urgent}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.onClose();
      }}
    >
      <div class="dialog-body">
        <h2 id={title}>{props.title}</h2>
        {props.children}
      </div>
    </dialog>
  );
}
