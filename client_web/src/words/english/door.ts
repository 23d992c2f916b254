const minutes = (seconds: number): string => {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds <= 1 ? "a second" : `${Math.ceil(seconds)} seconds`;
};

/** Words at the door: signing in, the second factor, the first time. */
export const door = {
  title: "Sign in",
  intro: "With the number and the password that only you know.",
  number: "Your number",
  numberHint: "Ten digits, from your sheet.",
  password: "Password",
  show: "Show",
  hide: "Hide",
  showLong: "Show the password",
  hideLong: "Hide the password",
  submit: "Sign in",
  passkey: "Sign in with a passkey",
  forgot: "I cannot get in",
  newHere: "New here?",
  signUp: "Sign up",
  first: "Have an activation text?",
  firstLink: "Use it here",
  idle: "After five quiet minutes we sign you out. What you are writing then is kept.",
  forgetful: "Your words are locked on this device before they leave it. The service cannot read them.",
  back: "Back",
  work: {
    stretching: "Turning your password into a key. It takes a second, so that guessing takes centuries.",
    asking: "Asking the service. One moment.",
    making: "Making your keys on this device. They never leave it unlocked.",
    opening: "Opening your keys.",
    passkey: "Waiting for your passkey.",
    checking: "Checking your password against those that guessers know. It stays on this device.",
    signing: "Signing your answer on this device, and giving it to the practice.",
  },
  second: {
    title: "One more step",
    intro: "Your password is right. Now show that it is you.",
    code: "Six digits from your code app",
    codeHint: "They change every half minute.",
    submit: "Go on",
    passkey: "Use your passkey",
    back: "Begin again",
    lost: "I have lost it",
  },
  reasons: {
    signed_out: "You are signed out. Nothing of your conversations is left on this page.",
    idle: "We signed you out after five quiet minutes. What you were writing is safe.",
    cap: "A sign-in lasts a day at most, and this one was over. What you were writing is safe. Please sign in again.",
    elsewhere: "This sign-in was ended from another place where you are signed in.",
    changed: "Your password or another key was changed, so every other sign-in ended. Please sign in with the new one.",
    deactivated:
      "This account was shut. Every sign-in to it has ended. What was written is kept, sealed. To use it again, or for a copy of your record, please call the practice.",
    replaced: "You signed in again in this browser, so this sign-in ended.",
    suspended:
      "The practice has paused this account, so you were signed out. You can sign in again to read what is there.",
    ended: "Your sign-in has ended, here or somewhere else. What was on its way is safe. Please sign in again.",
    returned: "We closed your conversations when you left this page. Please sign in again.",
  },
  activation: {
    title: "Your first time here",
    intro: "The practice gave you a number and an activation text. Now choose a password that only you know.",
    text: "Activation text",
    textHint: "Letters and digits as printed. Dashes, spaces and capitals do not matter.",
    submit: "Make my keys",
    back: "I have signed in before",
  },
  mistakes: {
    wrong_credentials: "This number and password do not belong together. Please check both and try again.",
    wrong_activation:
      "This number and activation text do not belong together, or were used before. Please check both, or ask the practice for a new one.",
    wrong_recovery:
      "This number and recovery code do not belong together. Please check both against your newest sheet: an older code is of no use any more.",
    wrong_code: "This code is not right any more, or not yet. Please wait for the next six digits and type those.",
    wrong_passkey: "This passkey does not belong to this account. Please try another one.",
    over: "This took longer than five minutes, or there were too many tries. Please begin again.",
    disabled:
      "There were too many wrong tries from here, so this way in is shut. Please use your recovery code, or sign in where you have signed in before, or call the practice.",
    deactivated:
      "This account is shut. What was written is kept, sealed. To use it again, or for a copy of your record, please call the practice.",
    bad_number: "This number does not look right. Please check its ten digits: one may be wrong, or two swapped.",
    activation: "This activation text is not complete. Please check it against the sheet.",
    recovery_incomplete: "A recovery code has 36 letters and digits. Please check it against the sheet.",
    recovery_symbol:
      "There is a sign in it that no recovery code has. Please check it against the sheet: there is no letter U.",
    recovery_slip:
      "There is a slip in this code: one sign is wrong, or two are swapped. Please compare it with the sheet.",
    not_the_pinned_root:
      "This site is not the practice that printed your activation text. Please do not go on, and call the practice.",
    wrong_key: "The service gave us a lock that your key does not open. Nothing was sent. Please call the practice.",
    too_fast: (seconds: number) => `There were many tries. Please wait ${minutes(seconds)} and try again.`,
    unreachable: "We cannot reach the service. Please check your connection and try again.",
    ours: "Something went wrong on our side. Please try again in a moment.",
    empty_number: "Please enter your number.",
    empty_password: "Please enter your password.",
    empty_activation: "Please enter the activation text.",
    empty_code: "Please enter the six digits.",
    empty_recovery: "Please enter the recovery code.",
  },
  passkeys: {
    cancelled: "No passkey was shown. Please try again, or use your password.",
    already: "This device holds a passkey for this account already.",
    unavailable: "This browser does not know passkeys. Please use your password.",
    no_prf:
      "This passkey can sign in elsewhere, but it cannot keep keys, so it does not open your words here. Please use your password.",
    failed: "The passkey did not work. Please try again, or use your password.",
  },
} as const;
