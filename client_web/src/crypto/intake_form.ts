/**
 * The intake questionnaire's versions (crypto.md §12.1): which questions, in which order. A version never changes.
 * `tests/vectors/intake_form.json` holds both languages to one form; how the questions are worded is the catalogue's.
 */

/** The pages of the newest form, each short enough for a telephone. */
export const FORM_PAGES = [
  { page: "reason", questions: ["reason", "how-long", "hopes"] },
  { page: "background", questions: ["living", "life-events", "support"] },
  { page: "mind", questions: ["mood", "earlier-care", "substances"] },
  { page: "body", questions: ["health", "medication", "allergies", "physician"] },
  { page: "safety", questions: ["safe-at-home", "self-harm"] },
  { page: "wishes", questions: ["approach", "language", "therapist", "anything-else"] },
] as const;

export const NEWEST_FORM = 1;

export type PageName = (typeof FORM_PAGES)[number]["page"];
export type QuestionName = (typeof FORM_PAGES)[number]["questions"][number];

/** The questions of each version. */
export const INTAKE_FORMS: Readonly<Record<number, readonly string[]>> = {
  1: FORM_PAGES.flatMap(({ questions }): readonly string[] => questions),
};
