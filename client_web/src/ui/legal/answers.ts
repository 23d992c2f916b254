import { type Drafted, LONGEST_GAG_MS } from "../../state/legal/processes.ts";
import type { Part2Section, ProcessKind, ScopeKind } from "../../state/release/form.ts";
import { dayOf, writtenDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { endOf, spanFaults, startOf } from "../release/answers.ts";

/** What an officer fills in of something that was served. Days are those of their own zone. */
export interface Answers {
  readonly client: string | null;
  readonly conversation: string;
  readonly kinds: readonly ScopeKind[];
  readonly from: string;
  readonly until: string;
  readonly kind: ProcessKind;
  readonly section: Part2Section;
  readonly served: string;
  readonly due: string;
  readonly gag: string;
  readonly document: { readonly name: string; readonly bytes: Uint8Array } | null;
  readonly approver: string;
  /** What stands in the paper, by element. */
  readonly values: Readonly<Record<string, string>>;
}

export type Faults = Partial<Record<string, string>>;

/** Elements of the paper that are written as they stand, and must not be empty. */
const REQUIRED = [
  "issuer",
  "jurisdiction",
  "docket",
  "authenticity",
  "paragraph",
  "recipients",
  "counsel",
  "privilege",
];

export function firstAnswers(now: number): Answers {
  return {
    client: null,
    conversation: "",
    kinds: ["text", "letter"],
    from: "",
    until: dayOf(now),
    kind: "order",
    section: "none",
    served: dayOf(now),
    due: "",
    gag: "",
    document: null,
    approver: "",
    values: {},
  };
}

/** What was typed: all but the file. */
export function typedOf<T extends Partial<Answers>>(answers: T): Omit<T, "document"> {
  const { document, ...typed } = answers;
  return document === undefined ? answers : typed;
}

/** Which elements this kind of process needs besides (crypto.md §13.3). */
export function neededBy(
  kind: ProcessKind,
  section: Part2Section,
): "assurance" | "three-part-test" | "part2-findings" | null {
  if (kind === "attorney-subpoena" || kind === "discovery") return "assurance";
  if (kind === "administrative") return "three-part-test";
  return section === "none" ? null : "part2-findings";
}

/** What is missing or wrong, by what it belongs to. */
export function faultsOf(answers: Answers, now: number): Faults {
  const { form } = words.legal;
  const faults: Record<string, string> = {};
  const needed = neededBy(answers.kind, answers.section);
  for (const name of needed === null ? REQUIRED : [...REQUIRED, needed]) {
    if ((answers.values[name] ?? "").trim() === "") faults[name] = form.missing;
  }
  if (answers.conversation === "") faults["client"] = form.missing;
  if (answers.kinds.length === 0) faults["kinds"] = form.missing;
  Object.assign(faults, spanFaults(answers, form));
  if (Number.isNaN(startOf(answers.served))) faults["served"] = form.missing;
  if (answers.document === null) faults["document"] = form.missingFile;
  const gag = answers.gag === "" ? null : endOf(answers.gag);
  if (gag !== null && !(gag > now && gag <= now + LONGEST_GAG_MS)) faults["gag"] = form.wrongGag;
  return faults;
}

/** What is signed. */
export function draftOf(answers: Answers, conversation: Uint8Array): Drafted {
  const { kind, section, client, kinds, approver, due } = answers;
  const values: Record<string, string> = {
    ...Object.fromEntries(Object.entries(answers.values).map(([name, value]) => [name, value.trim()])),
    "served-at": writtenDate(startOf(answers.served)),
    "due-at": due === "" ? "" : writtenDate(startOf(due)),
  };
  // What was filled in for another kind of paper is not part of this one.
  for (const name of ["assurance", "three-part-test", "part2-findings"]) {
    if (name !== neededBy(kind, section)) values[name] = "";
  }
  return {
    kind,
    client: client ?? "",
    conversation,
    kinds,
    from: startOf(answers.from),
    until: endOf(answers.until),
    section: kind === "order" ? section : "none",
    document: answers.document?.bytes ?? new Uint8Array(),
    gagUntil: answers.gag === "" ? 0 : endOf(answers.gag),
    approver,
    values,
  };
}
