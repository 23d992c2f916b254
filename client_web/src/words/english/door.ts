/** Words at the door: signing in, and the first time. */
export const door = {
  title: "Sign in",
  intro: "With the number and the password that only you know.",
  number: "Your number",
  numberHint: "Ten digits, from your registration sheet.",
  password: "Password",
  show: "Show",
  hide: "Hide",
  showLong: "Show the password",
  submit: "Sign in",
  first: "Here for the first time?",
  firstLink: "Use your activation text",
  idle: "This page does not sign you out by itself yet. Please sign out when you are done.",
  forgetful: "Your words are locked on this device before they leave it. The service cannot read them.",
  work: {
    stretching: "Turning your password into a key. This takes about a second, so that guessing takes centuries.",
    asking: "Asking the service to let you in.",
    making: "Making your keys on this device. They never leave it unlocked.",
    opening: "Opening your keys.",
  },
  reasons: {
    signed_out: "You are signed out. Nothing of your conversations is left on this page.",
    ended: "Your sign-in has ended, here or somewhere else. What was on its way is safe. Please sign in again.",
    returned: "We closed your conversations when you left this page. Please sign in again.",
  },
  activation: {
    title: "Your first time here",
    intro: "The practice gave you a number and an activation text. Now choose a password that only you know.",
    text: "Activation text",
    textHint: "Letters and digits as printed. Dashes, spaces and capitals do not matter.",
    password: "Choose a password",
    passwordHint:
      "At least 15 characters. A few words in a row are easy to remember and hard to guess. Any characters will do.",
    length: (count: number) =>
      count >= 15 ? `${count} characters, long enough.` : `${count} of at least 15 characters.`,
    lasting: "We cannot look it up for you: it is the key to your words.",
    submit: "Make my keys",
    back: "I have signed in before",
  },
  mistakes: {
    wrong_credentials: "This number and password do not belong together. Please check both and try again.",
    wrong_activation:
      "This number and activation text do not belong together, or were used before. Please check both, or ask the practice for a new one.",
    bad_number: "This number does not look right. Please check its ten digits: one may be wrong, or two swapped.",
    activation: "This activation text is not complete. Please check it against the sheet.",
    not_the_pinned_root:
      "This site is not the practice that printed your activation text. Please do not go on, and call the practice.",
    wrong_key:
      "The service gave us a lock that your password does not open. Nothing was sent. Please call the practice.",
    too_fast: (seconds: number) =>
      seconds > 90
        ? `There were many tries. Please wait ${Math.ceil(seconds / 60)} minutes and try again.`
        : `There were many tries. Please wait ${Math.max(1, Math.ceil(seconds))} seconds and try again.`,
    unreachable: "We cannot reach the service. Please check your connection and try again.",
    ours: "Something went wrong on our side. Please try again in a moment.",
    empty_number: "Please enter your number.",
    empty_password: "Please enter your password.",
    empty_activation: "Please enter the activation text.",
  },
  weakness: {
    short: "Please make it longer: at least 15 characters. Length is what makes guessing hopeless.",
    repeated:
      "This repeats itself, and guessers try that first. Please add something of your own, such as two more words.",
    number: "This contains your number, which others may see. Please choose something else.",
    common: "This is a password that guessers know. Please choose a few words that only you would put together.",
  },
} as const;
