/** Custody: what custodians are asked, what officers ask, and what was opened (crypto.md §7.3). */
export const custody = {
  title: "Custody",
  intro: {
    custodian:
      "You keep shares of sealed messages. Nobody opens anything without enough of you, and each of you decides alone. What you are asked for stands here.",
    officer:
      "Sealed messages open only when two people of the practice ask, and enough custodians agree. All of it is in the log for good.",
  },
  waiting: "Waiting for you",
  rest: "Others",
  nothing: "Nothing waits for you",
  nothingText: "When you are asked, it appears here, and you get a notice.",
  none: "Nobody has asked for anything yet.",
  broken: (count: number) =>
    count === 1
      ? "One entry does not prove what it claims, and is not shown. Please tell the practice’s owner."
      : `${count} entries do not prove what they claim, and are not shown. Please tell the practice’s owner.`,
  refresh: "Look again",
  open: "Look at it",
  openOf: (what: string, when: string) => `Look at it: ${what}, ${when}`,
  back: "All of custody",

  bases: {
    consent: "With the client’s consent",
    legal: "By order of law",
    emergency: "Emergency access",
    drill: "Drill",
    succession: "New custodians",
  },
  states: {
    proposed: "Waits for the second person",
    open: "Custodians are asked",
    expired: "Its time is over",
    fulfilled: "Opened",
    withdrawn: "Taken back",
  },
  states_drill_fulfilled: "Done",
  gave: (count: number, k: number | null) => {
    const none = count === 0 ? "No custodian has given yet" : `${count} custodians have given`;
    const given = count === 1 ? "1 custodian has given" : none;
    return k === null ? given : `${given}, ${k} are needed`;
  },
  declined: (count: number) => (count === 1 ? "1 has declined" : `${count} have declined`),

  facts: {
    asks: "Who asks",
    agrees: "Who has to agree",
    agreed: "Who has agreed",
    about: "Whose record",
    nobody: "Nobody’s: it was made up for this drill",
    covers: "What it rests on covers",
    what: "What is opened",
    handed: "What is handed on",
    nobodyReads: "Nobody: it goes to the new custodians, sealed to each",
    reader: "Who reads it",
    why: "Why",
    words: "In their words",
    until: "Until",
    custodians: "Custodians",
  },
  pieces: (count: number) => (count === 1 ? "1 part of the record" : `${count} parts of the record`),
  session: (when: string) => `The session of ${when}`,
  thread: (when: string) => `Letters from ${when} on`,
  made_up: "One sealed test value",
  needed: (k: number, n: number) => `${k} of ${n} have to give their share`,
  unbound:
    "These words are not the ones that were signed for. Please do not give anything before you have talked to the person who asks.",
  garbage: "Part of what was entrusted to you does not prove what it claims. The rest is enough, so far.",
  checked: "Your own browser has checked every signature on this, and believed nobody.",

  refused: {
    title: "This does not hold",
    text: "Your browser has checked what the service shows, and something does not prove what it claims. Nothing was given and nothing was signed. Please tell the practice’s owner.",
    over: "Its time is over, or has not begun. Nothing can be given.",
  },
  gone: "This is over by now. Nothing was changed.",

  decide: "Your decision",
  agreeMeans: (reader: string) =>
    `Your share goes sealed to ${reader}, and to nobody else. It cannot be taken back. Nobody hears from us how you decide beforehand.`,
  agreeDrill: "Your share of the test value goes to who holds the drill. Nobody’s words are touched.",
  agree: "Give my share",
  decline: "Decline",
  declineTitle: "Decline to give your share?",
  declineMeans: "You give nothing for this, for good. The log says that you declined; it asks for no reason.",
  keep: "Go back",
  given: "Your share is given. Thank you for looking at it with care.",
  givenFaults: (count: number) =>
    count === 1
      ? "One share that was entrusted to you was not what it should be. It is named in the log when the others open it."
      : `${count} shares that were entrusted to you were not what they should be.`,
  declinedDone: "You have declined. Nothing was given.",
  youGave: "You have given your share.",
  youDeclined: "You have declined.",

  approveMeans: "With your signature the custodians are asked. You answer for it as much as the one who asks.",
  approve: "Agree, and ask the custodians",
  refuse: "Refuse",
  approved: "You have agreed. The custodians are asked now.",
  withdraw: "Take it back",
  withdrawTitle: "Take this back?",
  withdrawMeans: "Nobody gives anything for it any more, and what was given opens nothing. It can be asked for anew.",
  withdrawn: "It was taken back.",
  yourApprover: "You asked for this: somebody else has to agree.",

  collect: "Open what was given",
  collectMeans: "What custodians gave meets in this browser only. What opens is shown here, and is not kept.",
  collectDrill: "Open the test value",
  notEnough: (opened: number, of: number) =>
    opened === 0
      ? "Not enough custodians have given their share yet. Nothing has opened."
      : `${opened} of ${of} parts have opened. For the others not enough custodians have given their share yet.`,
  opened: "Everything has opened",
  openedDrill: "It opened: custodians can open when they are needed.",
  whoAnswered: "Who answered",
  answeredNone: "Nobody yet",
  answeredGave: "gave their share",
  answeredDeclined: "declined",
  namedShare: (name: string) => `A share of ${name} was not what it should be`,
  namedDeposit: "Something that was entrusted to the custodians was not what it should be; the other part served",
  finish: "Done reading: close this",
  finishMeans: "The log says what was opened, and this ends. What is shown here is gone when you leave the page.",
  finishDrill: "Write the result into the log",
  finished: "It is written in the log, and over.",
  messages: "What was said",
  noMessages: "Nothing was said in these parts.",
  by: { client: "Client", therapist: "Therapist" },
  other: {
    end: "The session ended.",
    seal: "The session was sealed.",
    appointment: "An appointment.",
    letter: "Letter",
    question: "A question before the session.",
    "code-word": "A code word, which nobody but its reader can read.",
    "check-in": "Nothing more was said.",
  },
  checkIn: "Before the session: where they were, and whom to call",

  drill: {
    button: "Hold a drill",
    title: "Hold a drill",
    text: [
      "A drill shows that custodians answer, and that their shares open what they should.",
      "A test value is made up and sealed for it. Nobody’s words are touched, and nobody else’s record is part of it.",
    ],
    submit: "Ask for the drill",
    done: "The drill waits for the second person. After that custodians have a day.",
  },
  emergency: {
    button: "Emergency access",
    title: "Emergency access",
    text: [
      "For when somebody’s life or health is in danger now, and what they wrote here is needed to help.",
      "All officers and owners and the therapist are told at once. It opens exactly what you choose, to you, for a day.",
    ],
    client: "Whose record",
    choose: "Choose",
    pieces: "What is needed",
    piecesHint: "As little as will help.",
    none: "There is nothing in this record that custodians could open.",
    with: (therapist: string) => `With ${therapist}`,
    notDeposited: "not entrusted to these custodians",
    words: "What has happened, and why this is needed",
    wordsHint: "The second person and the custodians read it, sealed. Nobody else.",
    empty: "Please say what has happened.",
    tooLong: "This is too long: at most 1,000 characters.",
    nothingChosen: "Please choose at least one part.",
    submit: "Ask for emergency access",
    done: "It waits for the second person. Everyone who watches over the practice has been told.",
    noticeTitle: "Why this is asked for",
    package: {
      title: "Make a package for who helps",
      text: [
        "It is made and locked in this browser, and holds exactly what the custodians opened. In an emergency it may go to medical personnel, and to nobody else.",
        "The moment it is ready, it is written down as handed out, with the time and your name, and the client sees it in their list.",
      ],
      again: [
        "It was opened before. While the order is good, the package can be made; that is written down again, too.",
      ],
      recipient: "Who receives it: name, and where they work",
      purpose: "What the emergency is",
      purposeHint: "It stands in the client’s list of who received what.",
      fill: "Please fill this in.",
      description: "What the custodians opened in an emergency",
      submit: "Make it",
      busy: "The package is being made.",
      ready: "The package is ready.",
      readyMeans: (entries: number) =>
        `It holds ${String(entries)} ${entries === 1 ? "entry" : "entries"} of the record, and the notice that the law asks for. Keep the file, and hand it to those who help.`,
      notAllowed: "Nothing was handed out: the order is over, or does not allow it.",
    },
  },
  succession: {
    button: "See what to hand on",
    title: "Hand on to the new custodians",
    text: [
      "When custodians change, people entrust what they wrote to the new ones as they sign in. Some never sign in again. What they wrote stands with the earlier custodians only.",
      "Here you ask the earlier ones to hand it on. Each splits their own share among the new custodians. Nobody can read anything by this, you neither.",
    ],
    none: "Everything can be opened by the custodians of today. The earlier ones are free to leave.",
    standing: (parts: number, records: number) =>
      `${parts === 1 ? "1 part" : `${parts} parts`} of ${records === 1 ? "1 record" : `${records} records`} ${parts === 1 ? "stands" : "stand"} with earlier custodians only`,
    stay: "Until this is handed on, none of the earlier custodians may leave for good: it could never be opened again.",
    already: (count: number) =>
      count === 1
        ? "One is asked for already, and waits for an answer. It is still part of this list."
        : `${count} are asked for already, and wait for answers. They are still part of this list.`,
    submit: "Ask for all of these",
    done: (count: number) =>
      count === 1
        ? "It waits for the second person. After that the earlier custodians have a month."
        : `${count} of them wait for the second person. After that the earlier custodians have a month.`,
    agreeMeans:
      "What you hold is split among the new custodians, and sealed to each of them. Nobody can read anything by this. You keep what you have until the record ends.",
    agree: "Hand on what I hold",
    given: "It is handed on. Thank you for looking at it with care.",
    close: "Close this",
    closeMeans: "When enough of the earlier custodians have handed on, the log says so, and this is over.",
    notYet: (handed: number, of: number) =>
      handed === 0
        ? "Not enough custodians have handed on yet."
        : `${handed} of ${of} parts are handed on. For the others not enough custodians have done so yet.`,
    fulfilled: "Handed on",
  },
  successors: {
    button: "Other custodians",
    title: "Other custodians",
    textOwner: [
      "Other custodians are named with the practice’s root key, away from this browser. What comes of that is a file.",
      "It goes round among the custodians of today, each of whom agrees in it. Then you put it in force here.",
    ],
    textCustodian: [
      "When others are to keep the shares, enough of you have to agree. The owner gives you a file that names them.",
      "Agree only after each of the new ones has read you their fingerprint, and hand the file on with your consent in it.",
    ],
    file: "The file that names them",
    fileHint: "Nothing is sent before you have seen what it says.",
    noFile: "This file names no custodians.",
    late: "This file does not follow on the custodians of today. It has to be written anew.",
    notOurs: "This file is not signed by the practice’s root, or was altered. Please tell the practice’s owner.",
    named: "Who keeps the shares from then on",
    stays: "stays",
    comes: "new",
    inForce: "They are the custodians of today.",
    agreed: (count: number, needed: number) =>
      `${count === 0 ? "Nobody" : String(count)} of the custodians of today ${count > 1 ? "have" : "has"} agreed; ${needed} have to.`,
    agreeMeans:
      "With your consent these may keep the shares from now on. What you hold stays with you until it is handed on.",
    agree: "Agree to them",
    agreedDone: "You have agreed. Keep the file, and hand it on.",
    youAgreed: "You have agreed already.",
    keep: "Keep the file",
    tooFew: "Not enough custodians of today have agreed in this file yet.",
    appointMeans:
      "From then on only these open what is entrusted to them. What the earlier ones keep goes over as people sign in, or is handed on.",
    appoint: "Put them in force",
    done: "They keep the shares from now on.",
  },
  approver: "Second person",
  noApprover: "There is nobody else who could agree: an officer or an owner, certified, who is not you.",
} as const;
