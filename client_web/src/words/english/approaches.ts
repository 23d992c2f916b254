/** How therapists work, by the words of the catalogue (crypto.md §12.2), in the order in which they are offered. */
export const approaches: Readonly<Record<string, string>> = {
  "acceptance-commitment": "Acceptance and commitment therapy",
  "cognitive-behavioral": "Cognitive behavioral therapy",
  couples: "Couples therapy",
  "dialectical-behavior": "Dialectical behavior therapy",
  "emotion-focused": "Emotion-focused therapy",
  existential: "Existential therapy",
  "eye-movement": "Eye movement therapy (EMDR)",
  "family-systems": "Family systems",
  grief: "Grief counseling",
  humanistic: "Humanistic, person-centered",
  interpersonal: "Interpersonal therapy",
  mindfulness: "Mindfulness-based therapy",
  motivational: "Motivational interviewing",
  narrative: "Narrative therapy",
  psychodynamic: "Psychodynamic therapy",
  "solution-focused": "Solution-focused therapy",
  "substance-use": "Substance use counseling",
  "trauma-informed": "Trauma-informed care",
};

/** The name of an approach; a word that this page does not know yet speaks for itself. */
export function approachName(word: string): string {
  const known = Object.hasOwn(approaches, word) ? approaches[word] : undefined;
  if (known !== undefined) return known;
  const plain = word.replaceAll("-", " ");
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
}
