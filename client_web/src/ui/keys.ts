import { useEffect, useRef } from "preact/hooks";
import { deviceOf } from "../state/device.ts";

/** Whether this device's keyboard holds ⌘ where others hold Ctrl. */
export function holdsCommand(): boolean {
  const { system } = deviceOf(navigator.userAgent, false);
  return system === "macos" || system === "ios";
}

/** Calls back when Alt and a letter are pressed together, wherever the focus is. The letter is named by its place on the keyboard. */
export function useAltKey(code: "KeyN" | "KeyW", act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== code) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  }, [code]);
}
