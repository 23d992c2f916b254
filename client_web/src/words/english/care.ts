/** Words of care over time: what is over, another therapist, the end of care, closing an account. */
export const care = {
  over: "Closed",
  overSince: (when: string) => `Closed ${when}`,
  reading: "Closed, only to read",
  closed: {
    title: {
      changed: (day: string) => `Closed on ${day}`,
      ended: (day: string) => `Care ended on ${day}`,
      left: (day: string) => `Closed on ${day}`,
    },
    client: {
      changed:
        "You asked for another therapist. This conversation stays yours to read; who was your therapist here reads it no more.",
      ended: "Your therapist ended the care here. The conversation stays yours to read, as part of your record.",
      left: "You closed your account. The practice keeps the record sealed, for as long as it has to.",
    },
    therapist: {
      changed: "The client goes on with another therapist.",
      ended:
        "You ended the care here. Nothing can be written any more; you can read it, as the practice has to keep it.",
      left: "The client closed their account. Nothing can be written any more; you can read it, as the practice has to keep it.",
    },
    help: "Nobody reads what would be written here. If you need someone now, there is crisis help; to go on elsewhere, the practice helps you.",
    crisis: "Crisis help",
    before: (name: string) =>
      `This is what ${name} wrote before you came. They let you read it; nothing can be written in it.`,
  },
  referral: {
    title: "Referral letter",
    from: (name: string, day: string) => `${name}, ${day}`,
    yours: (day: string) => `You, ${day}`,
    print: "Print",
    open: "Open the letter",
  },
  before: {
    title: "Before you",
    means: "Your client lets you read what they wrote with the therapist before you.",
    open: "Read what was before",
  },
  gone: {
    title: "This conversation is not here any more",
    means:
      "It is somebody else’s to read now, for instance because the client goes on with another therapist. Nothing of it is on this page any longer.",
    home: "Go home",
  },
  clients: {
    title: "Clients",
    find: "Find a client",
    findHint: "By the name they have here, such as Alder 12.",
    found: (count: number) => (count === 1 ? "1 client" : `${String(count)} clients`),
    now: "In care now",
    over: "Care is over",
    none: "Nobody of that name.",
    more: (count: number) => `Show more, ${String(count)} are left`,
    loading: "Opening your clients",
    away: "Your clients appear here as soon as the practice is reached and knows your keys.",
  },
  end: {
    open: "End care",
    title: "End the care of this client?",
    means:
      "The conversation closes for both of you: nothing more can be written in it, and this cannot be undone. You both can go on reading it.",
    letter: {
      with: "Send a referral letter first",
      withMeans:
        "It stands first on their page when care has ended, and they can print it. Afterwards no letter reaches them.",
      // Above a letter that was given no subject.
      subject: "Referral",
      subjectLabel: "Subject (optional)",
      text: "Letter",
      hint: "Whom you refer them to, why, and what they can do until then. What you had begun to write to them stands here.",
      tooLong: "That is more than fits into a letter. Please make it shorter.",
      confirm: "Send it and end the care",
    },
    confirm: "End the care",
    cancel: "Not now",
    live: "A live session is open. Please end it first.",
  },
  change: {
    intro:
      "You may have another therapist at any time, and need not say why. The practice looks for one and asks you before anything changes.",
    steps: [
      "Until you have said yes to somebody, everything stays as it is.",
      "Then this conversation closes, and your therapist now reads it no more.",
      "You can always read it. It is part of your record.",
    ],
    // What intake reads above the reasons.
    noticeTitle: "A client asks for another therapist",
    reasons: "Would you like to say why? (optional)",
    reasonsHint: "Only the practice’s intake reads it, and never your therapist.",
    reasonsLong: "That is more than fits here. Please make it shorter.",
    wish: "Is there somebody you would like? (optional)",
    noWish: "Nobody in particular",
    history: "May the next one read what you wrote so far?",
    share: "Yes, they may read all of it",
    shareMeans: "You need not begin from the beginning.",
    keep: "No, it stays with me",
    keepMeans: "They know only what you tell them. You can share it later.",
    submit: "Ask for another therapist",
    asked: "You have asked for another therapist. The practice is looking, and asks you before anything changes.",
    withdrawMeans: "If you would rather stay, you can take this back until you have said yes to somebody.",
    withdraw: "Stay with my therapist",
    withdrawn: "You took it back. Everything stays as it is.",
    askedShare: "The next one may read what you wrote so far.",
    askedKeep: "What you wrote so far stays with you.",
    moving: (done: number, all: number) => `Handing over what you wrote: ${String(done)} of ${String(all)} parts`,
    stuck: "Something did not go through just now. We try again by ourselves while this page is open.",
    none: "You have no therapist here yet, so there is nobody to change.",
  },
  share: {
    open: "Let my therapist read this",
    title: "Let your therapist read this conversation?",
    means: "Whoever is your therapist now can read all of it from then on. That cannot be taken back.",
    confirm: "Let them read it",
    cancel: "Not now",
    shared: "Your therapist now can read this, too.",
  },
  close: {
    means: [
      "Your conversations close: nobody can write to you here any more, and nobody signs in to this account, at once and everywhere.",
      "What was written is your treatment record, and the law asks the practice to keep it: in many places for seven years after the last session, in others for five to ten, and longer for somebody who was not of age. Until when yours is kept, the practice tells you.",
      "All that time it stays sealed, nobody can erase it sooner, and nothing is added to it any more.",
    ],
    copy: "You have a right to a copy of your record. Here you can only make one while you can sign in; afterwards you ask the practice for it in writing.",
    copyLink: "Take a copy first",
    careful: "This cannot be undone from here.",
    live: "A live session is open. Please end it first.",
    submit: "Close my account",
  },
} as const;
