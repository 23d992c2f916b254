/** Words of a therapist's first page. */
export const today = {
  title: "Today",
  meetings: "Appointments",
  noMeetings: "Nothing more is agreed on for today.",
  someMeetings: (count: number) => `Of your clients, the ${String(count)} with whom something happened last.`,
  letters: "Letters",
  noLetters: "No letter waits to be read.",
  unread: (count: number) => (count === 1 ? "Read one new letter" : `Read ${String(count)} new letters`),
  waiting: "Who waits for you",
  nobody: "Nobody waits just now.",
  others: "Everyone else",
  all: (count: number) => `All ${String(count)} conversations`,
} as const;
