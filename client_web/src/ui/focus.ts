import { useEffect, useLayoutEffect } from "preact/hooks";

/**
 * Whoever had the focus on something that is gone finds it at the title of what stands there now, and not at the top of the document.
 * What takes the focus by itself must do so in a layout effect: then nothing is lost.
 */
export function useLostFocus(root: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    let last: Element | null = null;
    const moved = (): void => {
      last = document.activeElement;
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      element.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
    });
    element.addEventListener("focusin", moved);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener("focusin", moved);
      observer.disconnect();
    };
  }, [root]);
}

/** Takes the focus as soon as it stands. */
export function useFocusAtOnce(element: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    element.current?.focus();
  }, [element]);
}

/** Takes the focus when it was lost with what stood in its place; whoever has gone on meanwhile is left where they are. */
export function useFocusInPlace(element: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) element.current?.focus();
  }, [element]);
}
