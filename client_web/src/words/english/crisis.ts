/**
 * Where help is at once, for the United States. Whoever runs a practice elsewhere replaces these entries. Each has an owner at the
 * practice, who calls it and reads it aloud at least twice a year; the page says when that was done last.
 */
export interface CrisisLine {
  readonly name: string;
  readonly how: string;
  readonly href: string;
  readonly label: string;
  readonly language?: string;
  readonly owner: string;
  /** The day of the last review, YYYY-MM-DD. */
  readonly reviewed: string;
}

/** So many days after its review an entry is no longer taken for granted: the page and the build say so. */
export const REVIEW_DAYS = 180;

const OWNER = "Clinical lead";

export const DANGER: CrisisLine = {
  name: "Emergency services",
  how: "They come to you. Say where you are first.",
  href: "tel:911",
  label: "Call 911",
  owner: OWNER,
  reviewed: "2026-11-23",
};

export const LINES: readonly CrisisLine[] = [
  {
    name: "988 Suicide & Crisis Lifeline",
    how: "Call or text 988, day and night, free. For American Sign Language dial 988 from a videophone.",
    href: "tel:988",
    label: "Call 988",
    owner: OWNER,
    reviewed: "2026-11-23",
  },
  {
    name: "Veterans Crisis Line",
    how: "Call 988 and press 1, or text 838255.",
    href: "sms:838255",
    label: "Text 838255",
    owner: OWNER,
    reviewed: "2026-11-23",
  },
  {
    name: "En español",
    how: "Llame al 988 y oprima 2, o mande AYUDA al 988.",
    href: "tel:988",
    label: "Llamar al 988",
    language: "es",
    owner: OWNER,
    reviewed: "2026-11-23",
  },
  {
    name: "Crisis Text Line",
    how: "Text HOME to 741741.",
    href: "sms:741741",
    label: "Text 741741",
    owner: OWNER,
    reviewed: "2026-11-23",
  },
  {
    name: "Domestic Violence Hotline",
    how: "Call 1-800-799-7233, day and night.",
    href: "tel:+18007997233",
    label: "Call 1-800-799-7233",
    owner: OWNER,
    reviewed: "2026-11-23",
  },
  {
    name: "SAMHSA Helpline, for drugs and alcohol",
    how: "Call 1-800-662-4357, day and night.",
    href: "tel:+18006624357",
    label: "Call 1-800-662-4357",
    owner: OWNER,
    reviewed: "2026-11-23",
  },
];

const DAY_MS = 86_400_000;

/** The oldest of the reviews, as Unix milliseconds. */
export function lastReview(lines: readonly CrisisLine[] = [DANGER, ...LINES]): number {
  return Math.min(...lines.map(({ reviewed }) => Date.parse(`${reviewed}T12:00:00Z`)));
}

/** The entries whose review is too long ago. */
export function overdue(now: number, lines: readonly CrisisLine[] = [DANGER, ...LINES]): readonly CrisisLine[] {
  return lines.filter((line) => now - lastReview([line]) > REVIEW_DAYS * DAY_MS);
}
