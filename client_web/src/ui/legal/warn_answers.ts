import type { Part2Status } from "../../state/release_http.ts";
import type { Warned, Warning } from "../../state/legal/warnings.ts";
import { PART2_BRANCHES } from "../../state/release/form.ts";
import type { Part2Branch, Source, WarningBasis } from "../../state/release/form.ts";
import { words } from "../../words/words.ts";

/** What a therapist fills in when somebody has to be told. */
export interface Answers {
  readonly basis: WarningBasis;
  readonly source: Source;
  readonly branch: Part2Branch;
  readonly recipient: string;
  readonly reached: string;
  readonly disclosed: string;
  /** Of the paper, by element; `notifications` and `disclosed` are made from what is above. */
  readonly values: Readonly<Record<string, string>>;
}

export type Faults = Partial<Record<string, string>>;

/** By which ways it may be told: the one for other records only where somebody has cleared this one. */
export function branchesOf(part2: Part2Status): readonly Part2Branch[] {
  const guarded = PART2_BRANCHES.filter((branch) => branch !== "not-part2");
  // What nearly always fits stands first.
  const sorted = ["not-identifying" as const, ...guarded.filter((branch) => branch !== "not-identifying")];
  return part2 === "cleared" ? ["not-part2"] : sorted;
}

/** A first warning, or what completes `before`. */
export function firstAnswers(part2: Part2Status, before: Warned | null): Answers {
  const shown = before?.shown ?? null;
  const branch = branchesOf(part2)[0] ?? "not-identifying";
  return {
    basis: shown?.basis ?? "threat",
    source: shown?.source ?? "session",
    branch: shown?.branch ?? branch,
    recipient: "",
    reached: "",
    disclosed: "",
    values: before?.values ?? {},
  };
}

/** Whether the law lets this be told at all: what was admitted to in care is not passed on as a crime. */
export function isUnlawful({ basis, source }: Answers): boolean {
  return basis === "past-crime" && (source === "session" || source === "mailbox");
}

/** What is missing. Who completes a warning need not have told anybody else. */
export function faultsOf(answers: Answers, completing: boolean): Faults {
  const { missing, unlawful } = words.warning;
  const faults: Record<string, string> = {};
  for (const name of ["threat", "victims"]) {
    if ((answers.values[name] ?? "").trim() === "") faults[name] = missing;
  }
  const told = [answers.recipient, answers.reached, answers.disclosed].some((text) => text.trim() !== "");
  if (!completing || told) {
    for (const name of ["recipient", "reached", "disclosed"] as const) {
      if (answers[name].trim() === "") faults[name] = missing;
    }
  }
  if (isUnlawful(answers)) faults["basis"] = unlawful;
  return faults;
}

/** What is signed. */
export function warningOf(
  answers: Answers,
  about: Pick<Warning, "client" | "conversation">,
  before: Warned | null,
): Warning {
  const { basis, branch, source } = answers;
  const [recipient, reached, disclosed] = [answers.recipient, answers.reached, answers.disclosed].map((text) =>
    text.trim(),
  );
  const told =
    recipient === undefined || recipient === ""
      ? null
      : { recipient, reached: reached ?? "", disclosed: disclosed ?? "" };
  const added = (name: string, text: string): string =>
    [answers.values[name] ?? "", text].filter((each) => each.trim() !== "").join("\n");
  const values = {
    ...answers.values,
    notifications: added("notifications", told === null ? "" : `${told.recipient}: ${told.reached}`),
    disclosed: added("disclosed", told === null ? "" : told.disclosed),
  };
  const completes = before?.shown?.hash ?? null;
  return { ...about, completes, basis, branch, source, values, told, purpose: words.warning.bases[basis] };
}
