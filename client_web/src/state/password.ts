/** What is wrong with a new password; there are no rules about which characters it holds (compliance.md §6.1). */
export type Weakness = "short" | "number" | "common" | "repeated";

/** Code points, after NFC. A password alone protects the account: hence fifteen. */
export const MIN_PASSWORD = 15;

/** How long a password is: in code points after NFC (NIST SP 800-63B-4 §3.1.1.2). */
export function lengthOf(password: string): number {
  return Array.from(password.normalize("NFC")).length;
}

/** What guessers of long passwords try first. Compared without case, spaces and what is not a letter or digit. */
const COMMON: ReadonlySet<string> = new Set([
  "passwordpassword",
  "password12345678",
  "password123456789",
  "passwordpassword1",
  "iloveyouiloveyou",
  "qwertyuiopasdfgh",
  "qwertyuiopasdfghjkl",
  "qwertyuiopasdfghjklzxcvbnm",
  "abcdefghijklmnop",
  "abcdefghijklmnopqrstuvwxyz",
  "correcthorsebatterystaple",
  "letmeinletmeinletmein",
  "onceuponatimethere",
  "thequickbrownfox",
  "thequickbrownfoxjumpsoverthelazydog",
  "webtherapywebtherapy",
  "mypasswordispassword",
  "thisismypassword",
]);

/** Why a new password would be easy to guess, or null. */
export function weakness(password: string, number: string): Weakness | null {
  const points = Array.from(password.normalize("NFC"));
  if (points.length < MIN_PASSWORD) return "short";
  if (new Set(points).size <= 4 || isRun(points)) return "repeated";
  if (number !== "" && password.replaceAll(/\s/g, "").includes(number)) return "number";
  const plain = password.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  return COMMON.has(plain) ? "common" : null;
}

/** 123456789012345, abcdefghijklmno: each one step from the last. */
function isRun(points: readonly string[]): boolean {
  const codes = points.map((point) => point.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0));
  return steps.filter((step) => Math.abs(step) === 1).length >= steps.length - 2;
}
