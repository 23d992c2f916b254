/** Words about drug and alcohol treatment records (42 CFR part 2; crypto.md §13.2). */
export const part2 = {
  title: "Kind of record",
  about: (client: string) => `About ${client}`,
  way: "Kind of record",
  means: [
    "Federal law protects records of drug and alcohol treatment more than others (42 CFR part 2). A subpoena alone never opens them, a general form never does, and a notice goes with whatever is given out.",
    "As long as nobody has said anything, this record is treated as one. Only a named person’s word changes that, and it can be changed again.",
  ],
  client: "Client",
  choose: "Choose",
  now: "What holds now",
  standings: {
    pending: "Nobody has said anything: it is treated as a record of drug or alcohol treatment.",
    confirmed: "It is a record of drug or alcohol treatment.",
    cleared: "It is not a record of drug or alcohol treatment.",
  },
  by: (name: string, day: string) => `Said by ${name} on ${day}`,
  ask: "What kind of record is it?",
  grounds: {
    programme: "It is of drug or alcohol treatment, by a programme that offers it",
    "not-a-programme": "This practice is no such programme",
    "no-such-treatment": "The practice is one, and this client was not treated for it",
  },
  hints: {
    programme: "The protection holds from now on.",
    "not-a-programme": "The general rules of privacy hold. Say so only if you are sure.",
    "no-such-treatment": "The general rules of privacy hold. Say so only if you are sure.",
  },
  say: "Say so",
  said: "It holds from now on.",
  back: "Back",
} as const;
