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
  where: "These choices stay on this device. They say nothing about you.",
  keys: "Keyboard",
  showKeys: "Show what the keys do",
  site: "This site",
  sites: {
    about: "About",
    therapists: "Our therapists",
    policies: "Policies",
    report: "Report a browser warning",
  },
  signOut: "Sign out",
  signOutMeans: "Closes your conversations in every tab of this sign-in. What you sent stays in the record.",
} as const;
