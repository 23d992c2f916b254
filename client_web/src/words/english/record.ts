/** Words of "My record": the sessions, and one's own copy (S10, S11). */
export const record = {
  title: "My record",
  intro:
    "Everything that was written here is kept, locked, as your treatment record. Nobody can change it without it showing: each line is signed by who wrote it.",
  open: "My record",
  reading: (done: number, all: number) => `Reading the record: ${done} of ${all}.`,
  sessions: "Live sessions",
  none: "There was no live session yet.",
  notAll: "Earlier sessions appear as the record is read.",
  with: (name: string) => `With ${name}`,
  withSince: (name: string, since: string) => `With ${name}, closed ${since}`,
  numbered: (title: string, number: number) => `${title} (${number.toLocaleString()})`,
  span: (began: string, ended: string) => `${began} to ${ended}`,
  goesOn: (began: string) => `From ${began}, going on now`,
  sealed: {
    both: "Signed by both sides",
    mine: "Signed by you, not by your therapist yet",
    theirs: "Signed by your therapist, not by you yet",
    nobody: "Not signed by anyone yet",
    open: "Signed when it is over",
    locked: "Locked with the keys you lost",
  },
  sealedMeans:
    "After a live session both sides sign what it was. Whoever left early signs when they next sign in. Until then it is kept all the same.",
  copy: {
    title: "Download a copy",
    means:
      "The copy is made here, in your browser, and goes to this device only. It is not locked: keep it where only you can open it.",
    holds:
      "It holds a page and a PDF to read and print, the same for other programs, your files, what you asked to have corrected in it, and everything that proves that it is whole and unchanged.",
    locked:
      "What was locked with the keys you lost is not in it. On “Share my record” you can ask the practice to give it back.",
    conversation: "Which conversation",
    which: "How much",
    everything: "Everything",
    everythingMeans: "All live sessions and letters, from the first day.",
    session: "One live session",
    dates: "Between two days",
    chooseSession: "Session",
    noSessions: "There is no live session to choose.",
    from: "First day",
    until: "Last day",
    what: "Of what was written then",
    whats: { all: "Live sessions and letters", sessions: "Live sessions alone", letters: "Letters alone" },
    yourName: "Your name, as the copy should show it",
    theirName: "Your therapist’s name",
    nameHint: "May stay empty. Then the copy says “the client” and “the therapist”.",
    submit: "Make my copy",
    noDays: "Choose the first and the last day.",
    backwards: "The last day is before the first.",
    busy: "Making your copy",
    keepOpen: "Please keep this page open. Long records take a few minutes.",
    steps: {
      reading: "Reading and checking the record",
      files: "Fetching your files",
      proofs: "Gathering the proofs",
      drawing: "Drawing the PDF",
      packing: "Signing and packing",
    },
    cancel: "Cancel",
    ready: "Your copy is ready",
    readyMeans: (entries: number) =>
      `It holds ${entries === 1 ? "one entry" : `${entries.toLocaleString()} entries`} of the record. It leaves this page when you go, so save it now.`,
    save: "Save the copy",
    again: "Make another copy",
    file: (day: string) => `record-${day}.zip`,
    proves: "How anyone can check it",
    provesMeans:
      "The practice’s program says in words whether a copy is whole and unchanged, without any network: “webtherapy verify record.zip”. It shows the practice’s fingerprint; compare it with this one.",
    faults: {
      empty: "Nothing was written in that time. Choose another one.",
      parts: "What you chose falls into too many pieces. Choose a shorter time, or both sessions and letters.",
      lost: "The connection was lost. Nothing was kept; please try again.",
      outdated:
        "A part of this page could not be fetched; there may be a newer version of it. Your record is whole. Please load the page again, then make the copy.",
      unproved: "The record did not prove itself while it was read, so no copy was made. Please tell the practice.",
    },
    retry: "Try again",
    suspended: "Your account is paused. The copy of your record stays yours to take.",
  },
  returned: {
    title: "Your record, from before your keys were lost",
    text: [
      "The custodians were asked to open it to you, and to nobody else. What each of them gives meets here, on this device.",
      "You get a copy of these parts, to keep:",
    ],
    readHere: "Until you sign out, you can read these parts in the conversation, too.",
    submit: "Make my copy",
    short: (gave: number, k: number) =>
      `Not enough custodians have given their share yet: ${String(gave)} have, and ${String(k)} are needed. Please look again later.`,
    over: "This is over, or you have taken your form back. Nothing was opened.",
  },
} as const;
