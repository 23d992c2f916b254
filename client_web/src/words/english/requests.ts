/** Words of the desk of officers and owners: requests for records. */
export const requests = {
  title: "Requests",
  intro:
    "What clients asked the practice to send, or to do about their record. The law gives thirty days, sixty for a correction, and thirty more once, if the client is told why.",
  empty: "Nobody has asked for anything.",
  elsewhere: {
    title: "Somebody asked on paper, or by telephone",
    text: [
      "Write down the day on which it came: the thirty days run from then. Make sure who asks, by what you know of them from before.",
      "What clients write here is sealed, and only a form that they sign with their own keys opens it. Ask them to sign one under “Share my record”: it appears in this list. Whoever has lost password and recovery code gets a new sheet from the practice first.",
      "What a court or an agency sent is no request of a client: it belongs under Legal.",
    ],
  },
  unreadable:
    "What was filled in cannot be read here. Either it was sealed before you came, and opens once an officer or owner who can read it has looked at this page; or it does not hold.",
  from: (name: string) => `From ${name}`,
  client: (name: string) => `Client ${name}`,
  to: (name: string) => `To ${name}`,
  purpose: (text: string) => `For: ${text}`,
  asked: (day: string) => `Asked on ${day}`,
  due: (day: string, days: number) =>
    days === 0 ? `Due today, ${day}` : `Due by ${day}, in ${String(days)} ${days === 1 ? "day" : "days"}`,
  late: (day: string) => `Was due by ${day}`,
  part2: {
    pending: "Nobody has said whether this record is of drug or alcohol treatment: it is treated as if it were.",
    confirmed: "A record of drug or alcohol treatment.",
    cleared: "Not a record of drug or alcohol treatment.",
  },
  standings: {
    waiting: "Waits for an answer",
    late: "Late",
    handed: "Handed out",
    denied: "Answered with no",
    revoked: "Taken back by the client",
  },
  answer: "Say no, or later",
  answerTitle: "Say no, or ask for more time",
  ground: "Why?",
  grounds: {
    longer: "It takes longer: thirty days more",
    incomplete: "Something on the form is missing",
    identity: "It is not clear who signed",
    authority: "Who signed had no right to",
    false: "Something on the form is not true",
    notes: "Psychotherapy notes need a form of their own",
    litigation: "It was written down for a court case",
    endangers: "It could endanger somebody",
    "another-person": "It speaks of somebody else, and could harm them",
    "not-held": "The practice does not have it",
  },
  words: "What the client is told",
  wordsHint:
    "Say why, what they can still have, that they may ask for a review, and how to complain to the practice and to HHS.",
  noticeTitle: { deny: "Your request for your record: no", extend: "Your request for your record takes longer" },
  send: "Tell the client",
  cancel: "Not now",
  sent: "The client was told.",
  missing: "Please say it in words.",
  order: {
    title: "Ask the custodians",
    back: "Requests",
    about: (patient: string, recipient: string) => `The record of ${patient}, for ${recipient}`,
    text: [
      "What the client wants to have sent is sealed: custodians have to open it, after a second person has agreed. Each of them sees which parts, and that the client has signed for it, and decides alone.",
      "What opens is put into a package in your browser, and locked. You are not shown any of it.",
    ],
    parts: (count: number) =>
      count === 1 ? "It needs 1 part of the record." : `It needs ${String(count)} parts of the record.`,
    missing: (count: number) =>
      count === 1
        ? "1 part cannot be opened, and will not be in the package: it is not entrusted to the custodians of today yet. That happens when the client or the therapist next signs in."
        : `${String(count)} parts cannot be opened, and will not be in the package: they are not entrusted to the custodians of today yet. That happens when the client or the therapist next signs in.`,
    nothing: "There is nothing of that time in this record that custodians could open.",
    tooMany: "That is more than one order can open. Please ask the client for two forms, each for a shorter time.",
    submit: "Ask the custodians",
    look: {
      proposed: "Waits for the second person",
      open: "See who has answered",
      fulfilled: "See what was opened",
    },
  },
  package: {
    title: "Make the package",
    text: [
      "It is made and locked in this browser, and holds exactly what the client’s form says. You are not shown any of it.",
      "The moment it is ready, it is written down as handed out, and the client sees it in their list.",
    ],
    again: [
      "It was opened before. While the order is good, the package can be made again; that is written down again, too.",
    ],
    submit: "Make it",
    busy: "The package is being made.",
    ready: "The package is ready.",
    readyMeans: (entries: number) =>
      `It holds ${String(entries)} ${entries === 1 ? "entry" : "entries"} of the record, the notice that the law asks for, and a copy of the client’s form. Keep the file, and send it to whom the form names.`,
    notAllowed: "Nothing was handed out: the client’s form does not allow it any more.",
  },
} as const;
