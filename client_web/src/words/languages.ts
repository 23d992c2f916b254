/** Languages as the reader's own language calls them. */

const names = new Intl.DisplayNames(undefined, { type: "language", fallback: "code" });

/** "Spanish", "Spanish (Mexico)"; a tag that says nothing stays as it is. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
