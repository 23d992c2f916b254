import { useLayoutEffect } from "preact/hooks";

/** A box as tall as what is in it, within what its style allows. */
export function useGrowth(box: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text, box]);
}
