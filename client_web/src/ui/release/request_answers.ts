import type { RequestKind } from "../../state/release/about_record.ts";

/** What somebody fills in to ask for something about their record. `about`: a conversation's key, "" for none, null while nobody chose. */
export interface Answers {
  readonly about: string | null;
  readonly patient: string;
  readonly where: string;
  readonly says: string;
  readonly shouldSay: string;
  readonly why: string;
  readonly tell: string;
  readonly what: string;
  readonly fromWhom: string;
  readonly paid: boolean;
}

const NEEDED: Readonly<Record<RequestKind, readonly (keyof Answers)[]>> = {
  amendment: ["where", "shouldSay", "why", "patient"],
  restriction: ["what", "fromWhom", "patient"],
};

export function firstAnswers(): Answers {
  return {
    about: null,
    patient: "",
    where: "",
    says: "",
    shouldSay: "",
    why: "",
    tell: "",
    what: "",
    fromWhom: "",
    paid: false,
  };
}

/** What is missing, in the form's order. */
export function faultsOf(kind: RequestKind, answers: Answers): readonly (keyof Answers)[] {
  return NEEDED[kind].filter((name) => String(answers[name] ?? "").trim() === "");
}

/** What stands on the form, by element (crypto.md §13.5). */
export function valuesOf(kind: RequestKind, answers: Answers): Readonly<Record<string, string>> {
  const { patient, where, says, shouldSay, why, tell, what, fromWhom, paid } = answers;
  const values: Readonly<Record<string, string>> =
    kind === "amendment"
      ? { patient, where, says, "should-say": shouldSay, why, tell }
      : { patient, what, "from-whom": fromWhom, why, "paid-in-full": paid ? "yes" : "" };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
}
