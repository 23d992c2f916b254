/** Words about the recovery code: the sheet that it is printed on, and what it is for. */
export const recovery = {
  code: {
    label: "Your recovery code",
    intro:
      "If you forget your password, this code is the only other way to your words. Nobody here can look it up, and it is shown only now.",
    keep: "Print it or write it down, and keep it where only you will find it.",
    number: "Your number",
    print: "Print the sheet",
    have: "I have it on paper",
    askTitle: "Now from your sheet",
    ask: "Please type the code from your sheet, so that we both know that it is right.",
    field: "Recovery code",
    fieldHint: "36 letters and digits. Dashes, spaces and capitals do not matter.",
    confirm: "It is right",
    again: "Show the code again",
    differs: "This is not the code on your sheet. Please compare them, symbol by symbol.",
  },
  sheet: {
    title: "Your sheet",
    number: "Number",
    code: "Code",
    own: "Your fingerprint",
    root: "Fingerprint of the service",
    fingerprintUse: "Compare these, if you are ever in doubt, with what the page shows you.",
    printed: (date: string) => `Printed on ${date}. An older sheet is of no use any more.`,
    keep: "Keep this where only you will find it. Whoever has it can open what is yours.",
  },
} as const;
