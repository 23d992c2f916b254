/** Words of what is shown once, before Home: policies that wait for an answer, and how to leave quickly. */
export const beforehand = {
  policies: {
    first: {
      title: "Before you begin",
      intro: "The practice works by these rules. Please read them, and say whether you agree.",
    },
    revised: {
      title: "There is something new",
      intro: "The practice has changed its rules. Please read what holds now, and say whether you agree.",
    },
    missing: "To go on, please accept this one. If you do not want to, choose “I do not agree”.",
    disagree: "I do not agree",
    later: "Go on now, and be asked again next time",
  },
  agreement: {
    first: {
      title: "Before you begin",
      intro: "Everyone who works here agrees to this. Please read it, and say whether you do.",
    },
    revised: {
      title: "There is something new",
      intro: "The practice has changed what everyone who works here agrees to. Please read it, and say whether you do.",
    },
    missing: "To go on, please accept this. If you do not want to, choose “I do not agree”.",
    means:
      "Then you cannot work here for now. Your own account under Me stays open, and what you accepted before is kept.",
    talk: "Please talk to the practice about what you do not agree with. You can come back at any time and change your mind.",
  },
  disagree: {
    title: "You do not agree",
    means:
      "Then you cannot go on here for now, but nothing is deleted: the practice keeps your record as the law asks, your right to a copy of it stays, and so does crisis help.",
    talk: "Please talk to the practice about what you do not agree with. You can come back at any time and change your mind.",
    signOut: "Sign out",
    back: "Read again",
  },
  notice: {
    first: "About your privacy rights",
    revised: "A new notice about your privacy rights",
  },
  exit: {
    title: "If someone comes near",
    intro: "You can leave this site in a moment, from every page. There are three ways:",
    ways: [
      "“Leave this site”, at the top of every page.",
      "The Shift key, pressed three times, wherever you are.",
      "Without a mouse: the first stop of the Tab key, and then Enter.",
    ],
    doesTitle: "What happens then",
    does: [
      "The page goes blank at once, and the weather opens instead.",
      "You are signed out, in your other tabs too. “Back” does not show what you read.",
      "What you sent is kept, and so are drafts, but for your last few words.",
      "To return, open this site as you did today, and sign in.",
    ],
    notTitle: "What it cannot do",
    not: [
      "It does not erase the history: your browser may still list that this site was opened. It does not list what you read or wrote.",
      "A private window (also called incognito) keeps no such list once it is closed. On a shared device it is the better way in.",
    ],
    more: "More about being safe here",
    goOn: "I have read this",
  },
} as const;
