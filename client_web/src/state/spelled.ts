/** Dashes and spaces of every kind, and what nobody sees. */
const BETWEEN = /[\p{Pd}\p{Zs}\s\u2212\u200b-\u200f\u2060\ufeff]/gu;

/**
 * What somebody typed or pasted from their sheet, as the code's own letters have it: a note on a phone makes long dashes, hard spaces and
 * wide letters of it, and none of these matter (crypto.md §3.6 reads hyphens and spaces only).
 */
export function spelled(text: string): string {
  return text.normalize("NFKC").replaceAll(BETWEEN, "-");
}
