/** Words of signing up: one thing per page. */
export const registration = {
  step: (at: number, of: number) => `Step ${at} of ${of}`,
  goOn: "Go on",
  back: "Back",
  retry: "Try again",
  about: {
    title: "Sign up",
    is: "Here you write with a therapist of the practice: live, at an hour you agree on, and in letters in between. Your words are locked on this device before they leave it; the service cannot read them.",
    isNot:
      "It is not for emergencies. Nobody watches messages around the clock. If you are in danger, please use crisis help, at the top of every page.",
    exitTitle: "If someone comes near",
    exit: "“Leave this site”, at the top of every page, or the Shift key three times, closes everything at once and shows the weather. Your browser may still list that you were here; a private window keeps no list.",
    time: "It takes about ten minutes, and paper and pen, or a printer. You can stop and go on later in this tab.",
    start: "Begin",
    have: "I have signed in before",
  },
  policies: {
    title: "What you agree to",
    intro: "Please read these. You can come back to them at any time.",
    read: (title: string) => `Read: ${title}`,
    version: (version: number, date: string) => `Version ${version}, ${date}`,
    accept: (title: string) => `I accept: ${title}`,
    missing: "To go on, please accept this one. If you do not want to, you can close the page; nothing is kept.",
    failed: "The texts could not be read.",
  },
  notice: {
    title: "About your privacy rights",
    intro:
      "This notice says how the practice may use what it knows about you, and what your rights are. You need not agree with it. Please tell us only whether you have seen it; either way you can go on.",
    acknowledge: "I have seen it",
    decline: "I would rather not confirm",
  },
  password: {
    title: "Your number and your password",
    number: "Your number",
    numberHint: "You sign in with it. It will be on your sheet, too.",
    again:
      "You are back where you were. The page was loaded anew, so please choose the password once more. If you wrote a recovery code down before, throw it away: you get a new one.",
    submit: "Go on",
  },
  code: {
    title: "Your recovery code",
  },
  keys: {
    title: "Your keys are being made",
    intro: "They are made on this device, and locked with your password and your code before anything leaves it.",
    late: "The hour for which your number was kept free is over. Here is another number; please write a new sheet.",
  },
  card: {
    title: "How the practice can reach you",
    intro:
      "Only the practice’s intake staff can open this card, and you. Each line may stay empty: choose “I’d rather not say”.",
    names: {
      name: "Name",
      address: "Address",
      "birth-date": "Date of birth",
      telephone: "Telephone",
      email: "E-mail",
    },
    hints: {
      name: "As you would like to be called.",
      address: "In an emergency, help would be sent here.",
      "birth-date": "Day, month and year, as you write them.",
      telephone: "A number where a call for you is safe.",
      email: "No message there will ever say what this is about.",
    },
    decline: "I’d rather not say",
    declineOf: (what: string) => `I’d rather not say: ${what}`,
    empty: "Please fill this in, or choose “I’d rather not say”.",
    submit: "Lock and save it",
    saving: "Locking it for you and the practice’s intake staff.",
    later: "Later",
    laterMeans: "You can fill it in later, from Home.",
    open: "Fill it in",
    missing: "The practice does not know yet how to reach you.",
  },
  done: {
    title: "That is all for now",
    next: "Now the practice confirms that your keys are really yours, and then finds the right therapist for you. You need not wait here: sign in again when you like, and see how far it is.",
    sheet: "For your sheet",
    fingerprints:
      "These two fingerprints prove later that this is still your account and still the same service. If you like, print them to your sheet.",
    own: "Your fingerprint",
    root: "Fingerprint of the service",
    print: "Print them",
    home: "Go home",
  },
} as const;
