/**
 * The curtain between two scenes of one page: what a scene hung onto the window, the document and the clock goes with it, so that the
 * next one begins as on a new page. What its modules remember stays: after such a scene the page is loaded anew (tests/browser/stage.py).
 */

let hung = new AbortController();
const waiting = new Set<ReturnType<typeof setTimeout>>();

/** From here on everybody who listens to the page as a whole listens until the curtain falls. */
export function hangCurtain(): void {
  for (const target of [window, document]) {
    const listen = target.addEventListener.bind(target);
    target.addEventListener = (
      type: string,
      heard: EventListenerOrEventListenerObject | null,
      options?: boolean | AddEventListenerOptions,
    ): void => {
      if (heard === null) return;
      const more = typeof options === "boolean" ? { capture: options } : options;
      listen(type, heard, { ...more, signal: hung.signal });
    };
  }
}

/** A timer of the scene's. Gives what stops it. */
export function afterwards(delay: number, call: () => void): () => void {
  const timer = setTimeout(() => {
    waiting.delete(timer);
    call();
  }, delay);
  waiting.add(timer);
  return () => {
    waiting.delete(timer);
    clearTimeout(timer);
  };
}

/** The scene is over. */
export function dropCurtain(): void {
  hung.abort();
  hung = new AbortController();
  for (const timer of waiting) clearTimeout(timer);
  waiting.clear();
  document.documentElement.hidden = false;
  for (const name of ["data-stage", "data-veil"]) document.documentElement.removeAttribute(name);
  scrollTo(0, 0);
}
