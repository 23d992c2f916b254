import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../words/words.ts";
import { Dialog } from "./Dialog.tsx";
import { holdsCommand } from "./keys.ts";
import { usePage } from "./page.ts";

const shown = signal(false);

/** Opens the list of keys. */
export function showShortcuts(): void {
  shown.value = true;
}

/** The list of keys, behind "?" wherever no one is writing. */
export function Shortcuts(): JSX.Element | null {
  const { preferences } = usePage();
  useQuestionMark();
  if (!shown.value) return null;
  const enterSends = preferences.value.send === "enter";
  const { title, intro, list, enter, newLine } = words.general.shortcuts;
  const sending: readonly (readonly [string, string])[] = [
    [enterSends ? "Enter" : "Shift + Enter", enter],
    [enterSends ? "Shift + Enter" : "Enter", newLine],
  ];
  const close = (): void => {
    shown.value = false;
  };
  return (
    <Dialog title={title} onClose={close}>
      <p class="quiet">{intro}</p>
      <dl class="keys">
        {[...sending, ...list].map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{holdsCommand() ? key.replace("Ctrl", "⌘") : key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button class="button" type="button" onClick={close}>
        {words.general.close}
      </button>
    </Dialog>
  );
}

function useQuestionMark(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const writing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "?" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      showShortcuts();
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  }, []);
}
