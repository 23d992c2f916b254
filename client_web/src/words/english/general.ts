/** Words of the frame around every view. */
export const general = {
  title: "Messages",
  skip: "Skip to the content",
  crisis: "Crisis help",
  exit: "Leave this site",
  exitHint: "Signs you out and opens the weather instead. Or press Shift three times.",
  exitFirst: "Leave at once",
  exitPresses: (count: number) =>
    count === 0 ? "Leaving." : `Shift: press it ${count === 1 ? "once" : `${count} times`} more to leave this site.`,
  exitOver: "You are still here.",
  idle: {
    title: "Are you still here?",
    means:
      "Nothing was done here for four minutes. After five we sign you out, so that no one else reads on. What you are writing is kept.",
    left: (seconds: number) => (seconds === 1 ? "1 second left" : `${seconds} seconds left`),
    said: (seconds: number) => `${seconds} seconds left. Press any key to stay.`,
    stay: "Stay signed in",
    cap: {
      title: (minutes: number) =>
        minutes === 1 ? "This sign-in ends in a minute" : `This sign-in ends in ${minutes} minutes`,
      means: "Each sign-in ends after a day, or after half a day for those who work here, however busy it is.",
      todo: "You can sign in again at once. What you are writing is kept, and what you sent stays in the record.",
      later: "Go on until then",
      now: "Sign out now",
    },
  },
  navigation: "Main",
  signOut: "Sign out",
  close: "Close",
  back: "Back to all conversations",
  looking: "One moment",
  outdated: "There is a newer version of this page. Please load it again. What you are writing is kept.",
  incomplete:
    "A part of this page could not be fetched: the connection was away, or there is a newer version. Please load the page again.",
  reload: "Load again",
  begun: "What you had filled in is still here. It is kept on this device until you send it.",
  beginAnew: "Begin anew",
  you: "You",
  names: {
    therapist: "Your therapist",
    therapistInside: "your therapist",
    former: "The therapist before you",
    client: (alias: string) => `Client ${alias}`,
    staff: (alias: string) => `Practice ${alias}`,
  },
  shortcuts: {
    title: "Keyboard",
    intro: "What the keys do here.",
    list: [
      ["?", "Show these keys"],
      ["Esc", "Close what is open"],
      ["Ctrl + F", "Search in a conversation; again: the browser’s own search"],
      ["Alt + N", "Go to the newest message"],
      ["Alt + W", "Go to where you write"],
      ["Tab", "Go to the next control"],
    ] as readonly (readonly [string, string])[],
    enter: "Send",
    newLine: "Begin a new line",
  },
} as const;
