/** Words of the page on which staff write notices. */
export const postNotice = {
  title: "Post a notice",
  intro:
    "It is sealed in this browser, to one person, and signed by you. It reaches their message center and nothing else.",
  loading: "Looking up who can be written to",
  failed: "The list of people did not open. Please try again.",
  nobody: "Nobody can be written to yet: people appear here once their keys are certified.",
  retry: "Try now",
  to: "To",
  choose: "Choose a person",
  kind: "About",
  kinds: {
    update: "News",
    appointment: "An appointment",
    policy: "A policy",
    release: "A release of the record",
    security: "Security",
  },
  subject: "Title",
  subjectHint: "A few words. It is sealed, too.",
  text: "Text",
  asks: "Ask to accept or decline",
  send: "Post the notice",
  missing: "Please choose a person and write a title.",
  posted: "The notice is in their message center.",
  another: "Write another",
  trouble: {
    too_long: "This is too long: a title has room for about 200 letters, the text for about 16,000.",
    stale: "This person has new keys since you opened the page. They are looked up now; please post it again.",
    unreachable: "We cannot reach the service. Nothing was posted; please try again.",
    fault: "That did not work, and the fault is ours. Please try again.",
  },
} as const;
