/** What someone chose about the page itself. Nothing in it says who they are. */
export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  /** Which key sends: the other one begins a new line. */
  readonly send: "enter" | "shift-enter";
}

export const DEFAULTS: Preferences = { theme: "system", send: "enter" };

/**
 * What was stored, or the defaults for whatever is not one of the choices. `touch`: the keyboard lies on the screen, where nothing but
 * Enter begins a new line, and the button beside it sends: no half sentence leaves by a slip of the thumb.
 */
export function parsePreferences(value: unknown, touch = false): Preferences {
  const defaults: Preferences = touch ? { ...DEFAULTS, send: "shift-enter" } : DEFAULTS;
  if (typeof value !== "object" || value === null) return defaults;
  const { theme, send } = value as { readonly theme?: unknown; readonly send?: unknown };
  return {
    theme: theme === "light" || theme === "dark" ? theme : defaults.theme,
    send: send === "shift-enter" || send === "enter" ? send : defaults.send,
  };
}
