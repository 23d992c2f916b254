/** What record.html and record.pdf say: the same sentences as server/packages/words.py, held together by vectors (crypto.md §13.2). */

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

const ROLES: Readonly<Record<string, string>> = {
  client: "client",
  therapist: "therapist",
  intake: "intake",
  officer: "records officer",
  owner: "owner",
  custodian: "custodian",
  system: "the service",
};

const roleOf = (role: string): string => ROLES[role] ?? role;

export const recordPage = {
  title: "Copy of the record",
  /** Below each page of record.pdf, which no vector holds: only browsers draw it. */
  page: (page: number, all: number) => `Copy of the record, page ${String(page)} of ${String(all)}`,
  people: (people: string) => `The record of ${people}.`,
  span: (first: string, last: string, zone: string) => `From ${first} to ${last}. Times are those of ${zone}.`,
  entries: (parts: string) => `Entries in this copy: ${parts}.`,
  made: (made: string, by: string) => `Made on ${made} by ${by}.`,
  number: (number: string) => `Number of this copy: ${number}.`,
  proof: "The files beside this one prove these words: “webtherapy verify” checks them without a network.",
  sessions: "Live sessions",
  session: (began: string, ended: string, sealed: string) => `${began} to ${ended}: ${sealed}.`,
  sessionOpen: (began: string) => `${began}, end not in this copy.`,
  sessionBefore: (ended: string, sealed: string) => `Begun before this copy, ended ${ended}: ${sealed}.`,
  sealedBy: (names: string) => `signed by ${names}`,
  unsealed: "not signed by anyone yet",
  sealedPartly: (names: string, others: string) => `signed by ${names}, not by ${others} yet`,
  begins: "A live session begins.",
  goesOn: "The live session goes on under new keys.",
  ends: (name: string) => `${name} ends the live session.`,
  letters: "Letters under new keys.",
  seals: (name: string) => `${name} signs the live session that ended.`,
  gap: (first: number, last: number) => `Entries ${first} to ${last} are not in this copy.`,
  letter: (subject: string) => `Letter: ${subject}`,
  answer: "Letter, in answer",
  referral: "Referral",
  attachment: (name: string, size: number) => `With a file: ${name} (${size} bytes).`,
  appointment: {
    propose: (start: string, minutes: number) => `Proposes to meet on ${start}, ${minutes} minutes.`,
    accept: (start: string, minutes: number) => `Accepts to meet on ${start}, ${minutes} minutes.`,
    decline: (start: string, minutes: number) => `Declines to meet on ${start}, ${minutes} minutes.`,
    cancel: (start: string, minutes: number) => `Cancels the meeting of ${start}, ${minutes} minutes.`,
  },
  safe: {
    yes: "Before the session: it is safe and private to talk.",
    no: "Before the session: it is not safe to talk now.",
    unsaid: "Before the session: not said whether it is safe and private to talk.",
  },
  place: (place: string) => `Where they are: ${place}`,
  telephone: (telephone: string) => `To call back: ${telephone}`,
  contact: (contact: string) => `In an emergency: ${contact}`,
  asks: {
    "check-in": (name: string) => `${name} asks whether it is safe and private to talk.`,
    "code-word": (name: string) => `${name} asks for the other side’s code word.`,
  },
  codeWord: {
    set: (name: string) => `${name} chooses a code word; it is locked for the other side alone.`,
    answer: (name: string) => `${name} answers with a code word; it is locked for the other side alone.`,
  },
  end: "Here this copy ends.",
  named: (name: string, role: string) => `${name} (${roleOf(role)})`,
  unnamed: (role: string) => `the ${roleOf(role)}`,
};

/** One, two and three. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
