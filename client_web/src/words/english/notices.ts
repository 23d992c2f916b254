/** Words of the notices: what the practice, and the service itself, tell one person. */
export const notices = {
  title: "Notices",
  intro: "What the practice tells you. Only you can read it, and it is sent to you nowhere else.",
  loading: "Opening your notices",
  emptyTitle: "No notices",
  empty: "When the practice has something to tell you, it appears here.",
  failedTitle: "Your notices did not open",
  failed: "The fault is ours. Nothing is lost.",
  offline: "We cannot reach the service. Nothing is lost; we keep trying.",
  retry: "Try now",
  stale: "We cannot reach the service just now. This is what we last knew.",
  older: "Show older notices",
  back: "All notices",
  unread: "Not read yet",
  gone: "This notice is not there.",

  // By certified role.
  from: {
    system: "The practice’s system",
    service: "A system of the practice",
    intake: "Intake",
    officer: "The records officer",
    owner: "The practice’s management",
    client: "A client",
    therapist: "A therapist",
    custodian: "A custodian",
  },
  named: (name: string) => `${name}, a system of the practice`,
  kinds: {
    update: "News",
    match: "Match",
    appointment: "Appointment",
    policy: "Policy",
    release: "Release",
    security: "Security",
    request: "Request",
  },

  // What a client asks of intake.
  client: (name: string) => `Client ${name}`,
  request: {
    noReasons: "They gave no reasons.",
    wish: (name: string) => `They would like ${name}.`,
    history: {
      share: "The next therapist may read what they wrote so far.",
      keep: "What they wrote so far stays with them.",
    },
    open: "Open the client",
  },

  readAbout: (name: string) => `Read about ${name}`,
  waits: "Waits for your answer",
  waitingTitle: "Waiting for your answer",
  newOnes: (count: number) => (count === 1 ? "One new notice" : `${count} new notices`),

  // What an answer is called on its button and afterwards; others are shown as they are.
  answers: {
    accept: "Accept",
    decline: "Decline",
  },
  answered: {
    accept: "You accepted this.",
    decline: "You declined this.",
  },
  answeredOther: (answer: string) => `You answered: ${answer}.`,
  confirm: {
    acceptMatch:
      "Accepting opens your conversation with this therapist. You can ask for another therapist at any time.",
    declineMatch: "Declining tells intake to look for somebody else. This proposal cannot be accepted afterwards.",
    other: "Your answer is signed and sent to the practice. It cannot be changed afterwards.",
  },
  cancel: "Not yet",
  sending: "Sending your answer",
  trouble: {
    conflict: "This can no longer be answered: it was answered already, or taken back. Intake can tell you more.",
    unreachable: "We cannot reach the service. Nothing was sent; please try again.",
    suspended: "Your account is paused and cannot answer for now. The practice can tell you why.",
    fault: "That did not work, and the fault is ours. Please try again.",
  },

  brokenTitle: (count: number) => (count === 1 ? "One notice is not shown" : `${count} notices are not shown`),
  broken:
    "It does not prove to be from the practice, or it was changed on its way. Nothing of it was believed. Please tell the practice.",
} as const;
