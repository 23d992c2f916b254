/** Why a new password would be easy to guess. `unchecked`: the list of known ones could not be read just now. */
export type Weakness = "short" | "number" | "service" | "common" | "repeated" | "unchecked";

/** Code points, after NFC. A password alone protects the account: hence fifteen (NIST SP 800-63B-4 §3.1.1.2). */
export const MIN_PASSWORD = 15;

/** How long a password is: in code points after NFC. */
export function lengthOf(password: string): number {
  return Array.from(password.normalize("NFC")).length;
}

/** Long ones that are known by heart and stand in no list of short ones; letters and digits only. */
const KNOWN_BY_HEART: ReadonlySet<string> = new Set([
  "correcthorsebatterystaple",
  "onceuponatimethere",
  "onceuponatimeinalandfarfaraway",
  "thequickbrownfox",
  "thequickbrownfoxjumpsoverthelazydog",
  "tobeornottobethatisthequestion",
  "maytheforcebewithyou",
  "ilovemymotherandfather",
  "mypasswordispassword",
  "thisismypassword",
  "whatismypassword",
  "iforgotmypassword",
]);

/** What fingers do by themselves. */
const RUNS = [
  "qwertyuiopasdfghjklzxcvbnm",
  "1234567890qwertyuiop",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "azertyuiopqsdfghjklmwxcvbn",
  "qwertzuiopasdfghjklyxcvbnm",
] as const;

const SERVICE_NAMES = ["webtherapy", "messages", "therapy"] as const;
/** So many letters of one's own must stand beside the service's name. */
const OWN_LETTERS = 8;

/** Passwords that guessers know, in lower case. */
export type Leaked = ReadonlySet<string>;

let reading: Promise<Leaked> | null = null;

/** The list comes with the page's own files, when first needed; nothing of a password goes anywhere. */
async function readLeaked(): Promise<Leaked> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"]);
}

/** Reads the list while somebody still reads something else. */
export function expectPassword(): void {
  reading ??= readLeaked();
  reading.catch(() => {
    reading = null;
  });
}

/** Why a new password would be easy to guess, or null. There are no rules about which characters it holds. */
export async function judge(password: string, number: string): Promise<Weakness | null> {
  reading ??= readLeaked();
  try {
    return weakness(password, number, await reading);
  } catch {
    reading = null;
    return "unchecked";
  }
}

/** The same with the list at hand. */
export function weakness(password: string, number: string, leaked: Leaked): Weakness | null {
  const spelled = password.normalize("NFC").toLowerCase();
  const points = Array.from(password.normalize("NFC"));
  const plain = spelled.replaceAll(/[^\p{L}\p{N}]/gu, "");
  if (points.length < MIN_PASSWORD) return "short";
  if (repeats(Array.from(spelled)) || isRun(spelled)) return "repeated";
  if (number !== "" && plain.includes(number)) return "number";
  if (namesService(plain)) return "service";
  return isKnown(spelled, plain, leaked) ? "common" : null;
}

/** As a whole, without what people hang behind, and without what they put between. */
function isKnown(spelled: string, plain: string, leaked: Leaked): boolean {
  const stem = spelled.replace(/[^\p{L}]+$/u, "");
  const kept = plain.replace(/\p{N}+$/u, "");
  return [spelled, stem, plain, kept].some((form) => form !== "" && (leaked.has(form) || KNOWN_BY_HEART.has(form)));
}

/** Few different characters, or a piece said again that would be too short by itself. */
function repeats(points: readonly string[]): boolean {
  if (new Set(points).size <= 4) return true;
  const longest = Math.min(MIN_PASSWORD - 1, Math.floor(points.length / 2));
  return Array.from({ length: longest }, (_, n) => n + 1).some((period) =>
    points.every((point, at) => at < period || point === points[at - period]),
  );
}

/** 123456789012345, abcdefghijklmno, qwertyuiopasdfg: nearly each one a step from the last. */
function isRun(spelled: string): boolean {
  const points = Array.from(spelled);
  const steps = points.slice(1).filter((point, at) => isStep(points[at] ?? "", point));
  return steps.length >= points.length - 3;
}

function isStep(from: string, to: string): boolean {
  const step = Math.abs((to.codePointAt(0) ?? 0) - (from.codePointAt(0) ?? 0));
  return step === 1 || RUNS.some((run) => run.includes(from + to) || run.includes(to + from));
}

function namesService(plain: string): boolean {
  const named = SERVICE_NAMES.find((name) => plain.includes(name));
  if (named === undefined) return false;
  return plain.replaceAll(named, "").replaceAll(/\p{N}/gu, "").length < OWN_LETTERS;
}
