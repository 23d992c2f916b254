/** What someone chose about the page itself. Nothing in it says who they are. */
export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  /** Which key sends: the other one begins a new line. */
  readonly send: "enter" | "shift-enter";
}

export const DEFAULTS: Preferences = { theme: "system", send: "enter" };

/** What was stored, or the defaults for whatever is not one of the choices. */
export function parsePreferences(value: unknown): Preferences {
  if (typeof value !== "object" || value === null) return DEFAULTS;
  const { theme, send } = value as { readonly theme?: unknown; readonly send?: unknown };
  return {
    theme: theme === "light" || theme === "dark" ? theme : DEFAULTS.theme,
    send: send === "shift-enter" ? send : DEFAULTS.send,
  };
}
