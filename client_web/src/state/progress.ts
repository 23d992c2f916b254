/** An answer given to a policy document, by its version. */
export interface PolicyAnswer {
  readonly policy: string;
  readonly version: number;
  readonly answer: "accepted" | "acknowledged" | "declined";
}

/** How far a registration has come, for a reload of the tab. No password and no code: those are asked for again. */
export interface Progress {
  readonly step: "policies" | "notice" | "password" | "made";
  /** Null before a number was asked for. Base64url of the service's token and of the account's id. */
  readonly place: { readonly registration: string; readonly account: string; readonly number: string } | null;
  readonly answers: readonly PolicyAnswer[];
}

const STEPS: ReadonlySet<unknown> = new Set<Progress["step"]>(["policies", "notice", "password", "made"]);
const ANSWERS: ReadonlySet<unknown> = new Set<PolicyAnswer["answer"]>(["accepted", "acknowledged", "declined"]);

/** Where the tab keeps it; what is read may be anything. */
export interface ProgressStore {
  read(): unknown;
  write(progress: Progress): void;
  forget(): void;
}

/** What was stored, or null when it is not of this shape. */
export function parseProgress(stored: unknown): Progress | null {
  if (!isRecord(stored) || !STEPS.has(stored["step"])) return null;
  const { step, place, answers } = stored as { step: Progress["step"]; place?: unknown; answers?: unknown };
  if (!Array.isArray(answers) || !answers.every(isAnswer)) return null;
  if (place !== null && !isPlace(place)) return null;
  return step === "policies" || step === "notice" || place !== null ? { step, place, answers } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isPlace(value: unknown): value is NonNullable<Progress["place"]> {
  return isRecord(value) && ["registration", "account", "number"].every((name) => typeof value[name] === "string");
}

function isAnswer(value: unknown): value is PolicyAnswer {
  return (
    isRecord(value) &&
    typeof value["policy"] === "string" &&
    Number.isSafeInteger(value["version"]) &&
    ANSWERS.has(value["answer"])
  );
}
