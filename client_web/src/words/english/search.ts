const counted = (count: number): string => count.toLocaleString("en-US");

/** Words of the search inside a conversation. */
export const search = {
  title: "Search in this conversation",
  field: "Search",
  close: "Close the search",
  earlier: "Earlier match",
  later: "Later match",
  hint: "Only this device knows what you look for.",
  place: (at: number, all: number) => `${counted(at)} of ${counted(all)}`,
  searching: (done: number, all: number) => `Searching… ${counted(done)} of ${counted(all)}`,
  searchingNow: "Searching",
  waits: (done: number, all: number) =>
    `Searched ${counted(done)} of ${counted(all)}; the rest when you are connected again`,
  none: "Nothing found",
  where: {
    message: "",
    letter: "in a letter",
    file: "the name of a file",
    note: "in a note about meeting",
    session: "the day of a session",
  },
  locked: (count: number) =>
    count === 1
      ? "one locked message could not be searched"
      : `${counted(count)} locked messages could not be searched`,
  /** For who listens. */
  match: (place: string, who: string, when: string, text: string) => `${place}. ${who}, ${when}: ${text}`,
  nth: (at: number) => `Match ${counted(at)}`,
} as const;
