import { count, textAtMost } from "./checks.ts";
import type { Shape } from "./fields.ts";
import { INTAKE_FORMS } from "./intake_form.ts";
import { ProofError } from "./proof.ts";
import { SealedKind } from "./sealed_fields.ts";

/** The intake questionnaire (crypto.md §12.1): for the client, the practice's intake staff and, once matched, the therapist. */

/** Whether a question was answered; to decline is an answer, and there is time for it. */
const INTAKE_STANDINGS = ["given", "declined", "open"] as const;
export type IntakeStanding = (typeof INTAKE_STANDINGS)[number];

export const MAX_ANSWER_BYTES = 4096;
const MAX_INTAKE_BYTES = 32_768;

/** One question's answer; it has a value exactly when it is given. */
export interface IntakeField {
  readonly question: string;
  readonly standing: IntakeStanding;
  readonly value: string;
}

/** All answers, in the form's order. Secret. */
export interface IntakeFields {
  readonly form: number;
  readonly fields: readonly IntakeField[];
}

const INTAKE_FIELDS: Shape<IntakeFields> = {
  label: "webtherapy/v1/intake-fields",
  parts: ({ form, fields }) => [form, fields.map(({ question, standing, value }) => [question, standing, value])],
  read: (fields) => {
    const form = fields.uint();
    const rows = fields.rows((row) => intakeField(row.text(), row.word(INTAKE_STANDINGS), row.text()));
    const questions = INTAKE_FORMS[form];
    if (questions === undefined) throw new ProofError("bad_field");
    count(rows, questions.length, questions.length);
    if (rows.some(({ question }, n) => question !== questions[n])) throw new ProofError("bad_field");
    textAtMost(MAX_INTAKE_BYTES, rows.map(({ value }) => value).join(""));
    return { form, fields: rows };
  },
};

function intakeField(question: string, standing: IntakeStanding, value: string): IntakeField {
  textAtMost(MAX_ANSWER_BYTES, value);
  if ((standing === "given") !== (value !== "")) throw new ProofError("bad_field");
  return { question, standing, value };
}

// Marked as pure: the page knows an intake's bounds only, and is built without what seals one.
export const INTAKE = /* @__PURE__ */ new SealedKind("webtherapy/v1/intake", INTAKE_FIELDS);
