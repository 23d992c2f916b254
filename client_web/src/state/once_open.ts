import { effect, untracked } from "@preact/signals-core";
import type { ReadonlySignal } from "@preact/signals-core";

/** Begins what `barred` keeps from beginning, once. Ends with the function it gives. */
export function onceOpen(barred: ReadonlySignal<boolean>, begin: () => (() => void) | undefined): () => void {
  let end: (() => void) | undefined;
  let begun = false;
  const stop = effect(() => {
    if (barred.value || begun) return;
    begun = true;
    end = untracked(begin);
  });
  return () => {
    stop();
    end?.();
  };
}
