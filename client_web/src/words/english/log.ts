/** Words about the record log: what must not be denied later, and that nobody changes it unseen. */
export const log = {
  title: "The record log",
  means:
    "Keys, sessions, consents and whatever is done with a record are noted in a log that only grows. It shows nobody’s name and nobody’s words. This browser looks again and again whether it still begins with all that was there before, and whether it holds what is yours.",
  holds: (entries: number, at: string) =>
    `Looked at ${at}: all is as it was, ${entries === 1 ? "one entry" : `${entries.toLocaleString("en-US")} entries`} in all.`,
  waiting: "Not looked at yet.",
  witnesses: "Others watch it too, on machines that are not the service’s:",
  witnessed: (name: string, at: string) => `${name} saw the same on ${at}.`,
  late: (name: string, at: string) =>
    `${name} was last heard of on ${at}, longer ago than agreed. Their machine may be away. If it stays so, please ask your practice.`,
  unheard: (name: string) => `${name} has not been heard of yet.`,
  lateTitle: (count: number) =>
    count === 1 ? "A witness of the record log is late" : `${String(count)} witnesses of the record log are late`,
  last: (name: string, at: string) => `${name}: last heard of on ${at}`,
  never: (name: string) => `${name}: not heard of yet`,
  lateTodo:
    "Please call whoever runs that machine: it may be away. Until it is back, one fewer watches the log from outside. Everyone can see this under Me, Keys.",
  troubleTitle: "The service’s record log does not add up",
  trouble: {
    changed:
      "It does not begin with what your browser saw of it before. Somebody may have changed what was noted, or may be showing you another log than others.",
    shorter: "It has fewer entries than your browser saw before. Something that was noted may have been taken out.",
    unsigned: "What the service shows is not signed by the practice’s service.",
    missing: "Something that was noted of your own account or conversations is not in it.",
    disputed:
      "Somebody you write with says to have seen another log than the one you are shown. One of you may be shown something false.",
    witness:
      "A witness whom your practice named has seen another log than the one you are shown, or their word is kept back or forged.",
  },
  troubleTodo:
    "You can go on reading, and what you write stays sealed. Please tell the practice about it on the telephone, and keep this page open or note the day and time.",
} as const;
