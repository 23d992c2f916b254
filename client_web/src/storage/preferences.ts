const KEY = "preferences";

/** Choices about the page itself; they hold nothing of the person. */
export function readPreferences(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

export function writePreferences(preferences: object): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // The choice then lasts as long as the page.
  }
}
