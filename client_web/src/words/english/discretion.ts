/** Words of what somebody lets others see of them. */
export const discretion = {
  title: "What others see of you",
  presence: "Show when I am here, and when I am writing",
  presenceMeans:
    "When this is off, nobody sees that you are here, that you are writing, or that something has reached you. You do not see it of them either.",
  reading: "Show what I have read",
  readingMeans:
    "When this is off, nobody sees what you have read, messages or letters. You do not see it of them either.",
  where:
    "These two are kept locked with your account, for all your devices; a page that is open elsewhere follows when it is opened again. Nobody is told what you chose. When a session began and ended is always part of your record.",
  failed: "This could not be kept just now, so nothing has changed. Please try again in a moment.",
} as const;
