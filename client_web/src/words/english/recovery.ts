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
  title: "When you cannot get in",
  intro: "With the recovery code on your sheet you can choose a new password. Nothing of what you wrote is lost.",
  submit: "Go on",
  toDoor: "Back to signing in",
  password: {
    title: "Choose a new password",
    intro: "The code is right. Your old password is of no use any more once the new one is set.",
    submit: "Use this password",
  },
  newCode: {
    title: "A new recovery code",
    intro: "The old code can be used only once, so here is the next one. Please throw the old sheet away afterwards.",
  },
  keys: {
    title: "Locking everything anew",
    intro: "The new password and the new code take the place of the old ones. You are signed out everywhere else.",
    retry: "Try again",
  },
  other: "The code can do two more things",
  lost: {
    link: "I have lost my second factor",
    title: "Without your second factor",
    intro:
      "If the phone with your code app, or your passkey, is gone: number, password and recovery code together take the second factor off your account.",
    warning: "It cannot be brought back, and you are signed out everywhere; you can set up another afterwards.",
    submit: "Take it off",
    doneTitle: "The second factor is gone",
    done: "Your password alone signs you in now. Please set up another second factor when you have a quiet moment.",
  },
  shut: {
    link: "Shut my account",
    title: "Shut your account",
    intro:
      "If someone else may get in, or someone made you give your password away: this shuts the account at once, everywhere.",
    warning: "Nobody can sign in to it any more, you neither, until the practice opens it for you again.",
    submit: "Shut my account now",
    doneTitle: "Your account is shut",
    done: "All sign-ins have ended. What you wrote is kept, locked. To use the account again, please call the practice.",
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
