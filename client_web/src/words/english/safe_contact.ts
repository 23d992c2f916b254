/** Words of how a client may be reached outside of this page: where they say it, and where the practice reads it. */
export const safeContact = {
  title: "How to reach me safely (optional)",
  means:
    "Somebody else may see your post, or answer your telephone. What you say here the practice keeps to, and you need not say why.",
  channels: "How may the practice reach you, outside of this page?",
  ways: {
    telephone: "By telephone",
    email: "By e-mail",
    post: "By post",
    none: "Not at all: only here",
  },
  hours: "When? (optional)",
  hoursHint: "For example: weekdays after six",
  messages: "May it leave a message, or say who calls?",
  leaving: {
    "": "I’d rather not say",
    leave: "Yes",
    never: "No, never",
  },
  address: "Another address for post (optional)",
  addressHint: "Where a letter for you is safe",
  tooLong: "Please say it more briefly.",
  read: {
    title: "How to reach them safely",
    nothing: "They said nothing about it.",
    never: "Do not leave messages, and do not say who calls.",
    none: "Do not reach out to them: only here.",
    only: (ways: string) => `Only ${ways}.`,
    ways: { telephone: "by telephone", email: "by e-mail", post: "by post" },
    or: " or ",
    hours: (hours: string) => `When: ${hours}`,
    leave: "A message may be left.",
    address: (address: string) => `Post to: ${address}`,
    law: "This binds the practice (45 CFR 164.522(b)).",
  },
} as const;
