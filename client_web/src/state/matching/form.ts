import { toUtf8 } from "../../bytes/utf8.ts";
import { MAX_ANSWER_BYTES } from "../../crypto/intake.ts";

/** What views need to know of the intake form and of profiles. */

export { FORM_PAGES } from "../../crypto/intake_form.ts";
export type { PageName, QuestionName } from "../../crypto/intake_form.ts";
export { MOST_APPROACHES, MOST_LANGUAGES } from "../../crypto/profile.ts";
export type { IntakeAnswer, IntakeContent, ProfileWords } from "../../worker/matching_port.ts";

/** Whether an answer is longer than can be kept. */
export function isTooLong(value: string): boolean {
  return toUtf8(value).length > MAX_ANSWER_BYTES;
}

/** A language's code (BCP 47) as a profile may have it. */
export function isLanguage(code: string): boolean {
  return /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?$/.test(code);
}
