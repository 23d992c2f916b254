/** Words of the page about help and safety; the numbers themselves are in crisis.ts. */
export const safety = {
  title: "Crisis help",
  now: "If you or someone near you is in danger now",
  talk: "If you need to talk with someone now",
  notWatched:
    "Messages here are not watched around the clock. Please do not wait for an answer when you are in danger.",
  reviewed: (day: string) => `We last checked these numbers on ${day}.`,
  overdue: "That is a while ago. 911 and 988 hold in any case.",
  exitTitle: "To leave this site quickly",
  exit: [
    "Press “Leave this site”, at the top of every page, or Shift three times. On the keyboard it is also the first stop of the Tab key.",
    "The page goes blank at once, you are signed out here and in your other tabs, and the weather opens instead.",
    "The back button does not bring your conversations back. To return, open this site as you did before and sign in.",
    "What you wrote in the last seconds may be lost. What you sent, and drafts that were saved, are kept.",
  ],
  exitNotTitle: "What it cannot do",
  exitNot: [
    "It does not erase your browser’s history. Whoever looks there can see that this address was opened, but not what you read or wrote.",
    "It does not help against programs that watch this device, such as those that record keys or pictures of the screen.",
  ],
  deviceTitle: "If someone else uses or watches this device",
  device: [
    "A private window (also called incognito) keeps no history once you close it. It is the best way in on a shared device.",
    "You can clear the history of the browser. If it would be noticed that it is empty, delete only the entries of this site.",
    "On a public computer, sign out or leave, and close every window of the browser before you go.",
    "Do not let the browser save the password of this site where others use it too.",
    "If you think that your device is watched, use another one that nobody else can reach.",
  ],
  quietTitle: "When you go away from the screen",
  quiet:
    "Five quiet minutes sign you out, in every tab, and nothing stays on the screen. A minute before, the page asks whether you are still here. What you were writing is kept, locked, and is back when you sign in again, on any device.",
  seeTitle: "Who can see what",
  see: [
    ["You and your therapist", "What you write to each other."],
    [
      "The service",
      "That you have an account, when you were signed in and how many messages there are. Not what they say: your words are locked before they leave this device.",
    ],
    [
      "The practice",
      "That you are its client, and who your therapist is. Your words only by the rules that you agreed to, and never by one person alone.",
    ],
    [
      "Your network",
      "Whoever runs it, at home, at work or in a café, can see this site’s address. Not what you read or write.",
    ],
    [
      "This device",
      "Locked drafts, and messages that could not be sent yet, also locked. Nobody can read them without your password.",
    ],
    ["Who sits before it while you are signed in", "Everything that you see. Signing out ends that."],
  ] as readonly (readonly [string, string])[],
  back: "Back",
} as const;
