import type { ConsentForm, Maker, PurposeKind, RecipientKind, ScopeKind, SignedAs } from "../../state/release/form.ts";
import type { Wish } from "../../state/release/sharing.ts";
import { dayOf, writtenDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";

/** What somebody fills in, step by step, before they sign. Days are those of their own zone. */
export interface Answers {
  readonly form: ConsentForm;
  readonly conversation: string;
  readonly kinds: readonly ScopeKind[];
  readonly from: string;
  readonly until: string;
  readonly recipient: string;
  readonly address: string;
  readonly recipientKind: RecipientKind;
  readonly intermediary: string;
  readonly key: string;
  readonly purpose: string;
  readonly purposeKind: PurposeKind;
  readonly expires: string;
  readonly maker: Maker;
  readonly patient: string;
  readonly signature: string;
  readonly signedAs: SignedAs;
  readonly authority: string;
}

export type Faults = Partial<Record<keyof Answers, string>>;

const DAY_MS = 86_400_000;

export function firstAnswers(form: ConsentForm, conversation: string, from: number, now: number): Answers {
  return {
    conversation,
    ...answersFor(form),
    from: dayOf(from),
    until: dayOf(now),
    recipient: "",
    address: "",
    recipientKind: "person",
    intermediary: "",
    key: "",
    purpose: "",
    purposeKind: "specific",
    expires: dayOf(now + 90 * DAY_MS),
    patient: "",
    signature: "",
    signedAs: "patient",
    authority: "",
  };
}

/** What a form brings with it: notes stand alone, and nobody but their author makes the package. */
export function answersFor(form: ConsentForm): Pick<Answers, "form" | "kinds" | "maker"> {
  return form === "notes"
    ? { form, kinds: ["notes"], maker: "practice" }
    : { form, kinds: ["text", "letter"], maker: "client" };
}

/** Who may give it out, as it stands on the form. */
export function discloserOf({ form }: Answers): string {
  const { discloserValue, notesDiscloser } = words.release.form;
  return form === "notes" ? notesDiscloser : discloserValue;
}

/** The first moment of a day in the reader's zone; not a number for what is no day. */
export function startOf(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00`).getTime() : Number.NaN;
}

/** The last moment of a day. */
export function endOf(day: string): number {
  return startOf(dayOf(startOf(day) + 1.5 * DAY_MS)) - 1;
}

/** What is wrong with a first and a last day: said at the one that is missing, or at the last where they are the wrong way round. */
export function spanFaults(
  { from, until }: { readonly from: string; readonly until: string },
  said: { readonly missing: string; readonly wrongDates: string },
): { readonly from?: string; readonly until?: string } {
  const missing = {
    ...(Number.isNaN(startOf(from)) ? { from: said.missing } : {}),
    ...(Number.isNaN(startOf(until)) ? { until: said.missing } : {}),
  };
  if (Object.keys(missing).length > 0) return missing;
  return startOf(from) <= endOf(until) ? {} : { until: said.wrongDates };
}

/** What is missing or wrong at a step, by what it belongs to. */
export function faultsAt(step: number, answers: Answers, now: number): Faults {
  const { form } = words.release;
  const faults: Record<string, string> = {};
  const need = (...names: readonly (keyof Answers)[]): void => {
    for (const name of names) if (String(answers[name]).trim() === "") faults[name] = form.missing;
  };
  if (step === 1) {
    if (answers.kinds.length === 0) faults["kinds"] = form.missing;
    Object.assign(faults, spanFaults(answers, form));
  }
  if (step === 2) {
    need("recipient");
    if (answers.recipientKind === "intermediary" && answers.form === "part2") need("intermediary");
    if (answers.key.trim() !== "" && !/^age1[0-9a-z]+$/.test(answers.key.trim())) faults["key"] = form.wrongKey;
  }
  if (step === 3) {
    need("purpose");
    if (!(endOf(answers.expires) > now + DAY_MS / 24)) faults["expires"] = form.wrongExpires;
    const proceedings = answers.recipientKind === "proceedings";
    if (answers.form === "part2" && proceedings !== (answers.purposeKind === "proceedings")) {
      faults["purposeKind"] = form.alone;
    }
  }
  if (step === 4) {
    need("patient", "signature");
    if (answers.signedAs === "representative") need("authority");
  }
  return faults;
}

/** What goes onto the form. */
export function wishOf(answers: Answers, conversation: Uint8Array): Wish {
  const { form } = words.release;
  const information = informationOf(answers);
  const values: Record<string, string> = {
    patient: answers.patient.trim(),
    information,
    discloser: discloserOf(answers),
    recipient: answers.recipient.trim(),
    "recipient-address": answers.address.trim(),
    "recipient-kind": answers.recipientKind,
    "recipient-key": answers.key.trim(),
    purpose: answers.purpose.trim(),
    "purpose-kind": answers.purposeKind,
    intermediary: answers.recipientKind === "intermediary" ? answers.intermediary.trim() : "",
    expiration: form.expiration(writtenDate(startOf(answers.expires))),
    signature: answers.signature.trim(),
    "signed-as": answers.signedAs,
    authority: answers.signedAs === "representative" ? answers.authority.trim() : "",
    assurance: "password",
    locale: "en",
  };
  return {
    conversation,
    form: answers.form,
    kinds: answers.kinds,
    from: startOf(answers.from),
    until: endOf(answers.until),
    maker: answers.maker,
    values,
    expiresAt: endOf(answers.expires),
  };
}

/** What is shared, in words: the kinds and the span. */
export function informationOf(answers: Answers): string {
  const { form, kinds } = words.release;
  const named = answers.kinds.map((kind) => kinds[kind]).join("; ");
  return form.information(named, writtenDate(startOf(answers.from)), writtenDate(startOf(answers.until)));
}
