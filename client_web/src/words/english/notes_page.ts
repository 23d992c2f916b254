/** What notes.html says (crypto.md §14). */
export const notesPage = {
  title: "A therapist’s own notes",
  means:
    "These are a therapist’s own notes, kept apart from the treatment record (psychotherapy notes, 45 CFR 164.501). They are released by the form that stands in consent.json, to whom it names and for what it says, and to nobody else.",
  patient: (name: string) => `About ${name}`,
  span: (from: string, until: string, zone: string) => `Begun from ${from} until ${until} (${zone})`,
  made: (at: string) => `Put together by their author on ${at}`,
} as const;
