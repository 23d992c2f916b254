/**
 * The forms of papers (crypto.md §13.1): which elements, in which order, which must not be empty. A version never changes.
 * `tests/vectors/paper_forms.json` holds both languages to one table; how the elements are worded is the catalogue's. The texts of the
 * consents come from the service, and are shown only when they are those whose hash stands here.
 */

/** The forms that a client signs. */
export const CONSENT_FORMS = ["general", "part2", "notes"] as const;
export type ConsentForm = (typeof CONSENT_FORMS)[number];

/** What a paper is. */
export const PAPER_FORMS = [
  ...CONSENT_FORMS,
  "process",
  "disclosure",
  "warning",
  "hold",
  "amendment",
  "restriction",
  "record-answer",
  "disagreement",
] as const;
export type PaperForm = (typeof PAPER_FORMS)[number];

/** One version of a form. `textHash` is hexadecimal, of the text that was shown, empty where there is none. */
export interface FormVersion {
  readonly elements: readonly string[];
  readonly required: ReadonlySet<string>;
  readonly textHash: string;
}

const CONSENT_ELEMENTS = [
  "patient",
  "information",
  "discloser",
  "recipient",
  "recipient-address",
  "recipient-kind",
  "recipient-key",
  "purpose",
  "expiration",
  "signature",
  "signed-as",
  "authority",
  "assurance",
  "locale",
] as const;

const PART2_ELEMENTS = [
  "patient",
  "information",
  "discloser",
  "recipient",
  "recipient-address",
  "recipient-kind",
  "recipient-key",
  "purpose",
  "purpose-kind",
  "intermediary",
  "expiration",
  "signature",
  "signed-as",
  "authority",
  "assurance",
  "locale",
] as const;

const PROCESS_ELEMENTS = [
  "issuer",
  "jurisdiction",
  "docket",
  "served-at",
  "due-at",
  "served-by",
  "authenticity",
  "paragraph",
  "assurance",
  "three-part-test",
  "part2-findings",
  "companion-subpoena",
  "notes-requested",
  "recipients",
  "sealing-terms",
  "objections",
  "counsel",
  "privilege",
  "notice-to-client",
  "unavailable",
] as const;

const DISCLOSURE_ELEMENTS = [
  "recipient",
  "recipient-address",
  "recipient-kind",
  "description",
  "purpose",
  "identity-check",
  "minimum-necessary",
  "format",
  "transport",
] as const;

export const WARNING_ELEMENTS = [
  "learned-at",
  "threat",
  "victims",
  "seriousness",
  "imminence",
  "means",
  "history",
  "consultation",
  "jurisdiction",
  "notifications",
  "disclosed",
  "withheld",
  "alternatives",
  "client-informed",
  "follow-up",
] as const;

/** Why a record is held, or is held no more. */
const HOLD_ELEMENTS = ["reason", "matter", "asked-by", "scope"] as const;

/** Requests about the record, what the practice answers, and what a client says to a no (crypto.md §13.5). */
const AMENDMENT_ELEMENTS = ["patient", "where", "says", "should-say", "why", "tell"] as const;
const RESTRICTION_ELEMENTS = ["patient", "what", "from-whom", "why", "paid-in-full"] as const;
const RECORD_ANSWER_ELEMENTS = ["words", "linked-to", "rights"] as const;
const DISAGREEMENT_ELEMENTS = ["statement"] as const;

/** Every form's newest version. */
export const NEWEST_VERSION = 1;

const MAY_BE_EMPTY: ReadonlySet<string> = new Set(["recipient-address", "recipient-key", "intermediary", "authority"]);

const FORMS: Readonly<Record<string, FormVersion>> = {
  "general/1": consentVersion(CONSENT_ELEMENTS, "0aa54d76cc69ad9eabdaeb8caaef383c75882c05cb7c0ec5c4658f5b86318ef9"),
  "part2/1": consentVersion(PART2_ELEMENTS, "cd7bcbd411f56f29083ad57a65f765765d73586e54e687fce840e91c6b098435"),
  "notes/1": consentVersion(CONSENT_ELEMENTS, "0e313a170594896ef70bdbb4d707ead66622f49c24bab7ae72872bb09ce5736b"),
  "process/1": version(PROCESS_ELEMENTS, [
    "issuer",
    "jurisdiction",
    "docket",
    "served-at",
    "authenticity",
    "paragraph",
    "recipients",
    "counsel",
    "privilege",
  ]),
  "disclosure/1": version(DISCLOSURE_ELEMENTS, ["recipient", "description", "purpose", "format", "transport"]),
  // What is known at once; the rest may be added within a day.
  "warning/1": version(WARNING_ELEMENTS, ["threat", "victims", "notifications", "disclosed"]),
  "hold/1": version(HOLD_ELEMENTS, ["reason"]),
  "amendment/1": version(AMENDMENT_ELEMENTS, ["patient", "where", "should-say", "why"]),
  "restriction/1": version(RESTRICTION_ELEMENTS, ["patient", "what", "from-whom"]),
  "record-answer/1": version(RECORD_ANSWER_ELEMENTS, ["words"]),
  "disagreement/1": version(DISAGREEMENT_ELEMENTS, ["statement"]),
};

/** A version of a form, undefined where there is none. */
export function formVersion(form: PaperForm, number: number): FormVersion | undefined {
  return FORMS[`${form}/${String(number)}`];
}

function consentVersion(elements: readonly string[], textHash: string): FormVersion {
  return { elements, required: new Set(elements.filter((name) => !MAY_BE_EMPTY.has(name))), textHash };
}

function version(elements: readonly string[], required: readonly string[]): FormVersion {
  return { elements, required: new Set(required), textHash: "" };
}
