/** Words of the list of conversations. */
export const home = {
  title: "Home",
  conversations: "Conversations",
  live: "A live session is open",
  notLive: "No live session now",
  join: "Join the session",
  open: "Open",
  joinOf: (name: string) => `Join the session with ${name}`,
  openOf: (name: string) => `Open the conversation with ${name}`,
  openOfClosed: (name: string, when: string) => `Open the conversation with ${name}, closed ${when}`,
  unread: "Something new to read",
  last: (when: string) => `Last message ${when}`,
  never: "Nothing written yet",
  loading: "Opening your conversations",
  emptyTitle: "Nothing here yet",
  emptyClient:
    "The practice is finding the right therapist for you. Once that is done, your conversation appears here by itself.",
  emptyTherapist: "When the practice matches a client with you, the conversation appears here by itself.",
  emptyStaff: "You take part in no conversation.",
  // By role: where those who work here begin.
  staff: {
    intake: {
      title: "The queue",
      text: "Who waits for a therapist, and whose keys wait for a certificate.",
      go: "Open the queue",
    },
    officer: {
      title: "Requests",
      text: "Who asked for a record, and by when it has to be answered.",
      go: "Open requests",
    },
    owner: { title: "People", text: "Everyone who has an account here, and how it stands.", go: "Open people" },
    custodian: { title: "Custody", text: "What you are asked to open, and what was decided.", go: "Open custody" },
  },
  waitingTitle: "Almost there",
  waiting:
    "Your keys are made. Now the practice confirms that they are really yours. This page goes on by itself; you can also come back later.",
  offlineTitle: "We cannot reach the service",
  offline: "Nothing is lost. We keep trying, and your conversations appear as soon as the connection is back.",
  failedTitle: "Your conversations did not open",
  failed: "The fault is ours. We keep trying; you can also try now.",
  retry: "Try now",
  stale: "We cannot reach the service just now. This is what we last knew.",
  untrustedTitle: "We stopped here",
  untrusted:
    "This service does not prove to be the practice that your account belongs to. Nothing was opened and nothing was sent. Please call the practice before you go on.",
  olderCustodians:
    "This service shows an older list of custodians than one that you have seen before. Nothing was opened and nothing was sent. Please call the practice before you go on.",
  stopped: "Stopped for your safety",
} as const;
