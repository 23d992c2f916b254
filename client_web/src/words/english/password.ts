/** Words about a new password, wherever one is chosen. */
export const password = {
  choose: "Choose a password",
  hint: "At least 15 characters. A few words in a row are easy to remember and hard to guess. Any characters will do.",
  lasting: "We cannot look it up for you: it is the key to your words.",
  short: (count: number) => `${count} of at least 15 characters.`,
  long: (count: number) => `${count} characters, long enough.`,
  weakness: {
    short: "Please make it longer: at least 15 characters. Length is what makes guessing hopeless.",
    repeated:
      "This repeats itself or follows the keyboard, and guessers try that first. Please choose a few words that have nothing to do with each other.",
    number: "This contains your number, which others may see. Please choose something else.",
    service: "This is built around the name of this service. Please choose words that have nothing to do with it.",
    common:
      "This is a password that guessers know, or one with something hung behind it. Please choose a few words that only you would put together.",
    unchecked:
      "We could not read the list of passwords that guessers know, so we cannot check yours. Please check your connection and try again. If it stays so, load this page again.",
  },
} as const;
