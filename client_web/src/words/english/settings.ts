/** Words of the settings of the page. */
export const settings = {
  title: "Settings",
  theme: "Light or dark",
  themes: { system: "As my device has it", light: "Light", dark: "Dark" },
  send: "Which key sends",
  sends: {
    enter: "Enter sends, Shift + Enter begins a new line",
    "shift-enter": "Shift + Enter sends, Enter begins a new line",
  },
  where: "These two choices stay on this device. They say nothing about you.",
  keys: "Keyboard",
  showKeys: "Show what the keys do",
  site: "This site",
  sites: {
    about: "About",
    therapists: "Our therapists",
    policies: "Policies",
    report: "Report a browser warning",
  },
  about: {
    title: "About this page",
    version: (version: string) => `Version ${version}`,
    hash: "Fingerprint of its files",
    means:
      "It is the same for everyone who uses this version. The practice can tell you what it should be. A page that was tampered with could show the right one all the same: whoever has to be sure compares the files themselves, from another device.",
    newer: "There is a newer version than the one you are looking at. Reload the page to use it.",
  },
  signOut: "Sign out",
  signOutMeans: "Closes your conversations in every tab of this sign-in. What you sent stays in the record.",
} as const;
