/** Crisis help, for the United States. Whoever runs a practice elsewhere replaces these lines, and reviews them twice a year. */
export const safety = {
  title: "Crisis help",
  now: "If you or someone near you is in danger now",
  call911: "Call 911",
  callText: "They come to you. Say where you are first.",
  talk: "If you need to talk with someone now",
  lines: [
    {
      name: "988 Suicide & Crisis Lifeline",
      how: "Call or text 988, day and night, free.",
      href: "tel:988",
      label: "Call 988",
    },
    {
      name: "Veterans Crisis Line",
      how: "Call 988 and press 1, or text 838255.",
      href: "sms:838255",
      label: "Text 838255",
    },
    {
      name: "En español",
      how: "Llame al 988 y oprima 2, o mande AYUDA al 988.",
      href: "tel:988",
      label: "Llamar al 988",
    },
    { name: "Crisis Text Line", how: "Text HOME to 741741.", href: "sms:741741", label: "Text 741741" },
    {
      name: "Domestic Violence Hotline",
      how: "Call 1-800-799-7233.",
      href: "tel:+18007997233",
      label: "Call 1-800-799-7233",
    },
    {
      name: "SAMHSA Helpline, for drugs and alcohol",
      how: "Call 1-800-662-4357.",
      href: "tel:+18006624357",
      label: "Call 1-800-662-4357",
    },
  ],
  spanish: "En español",
  notWatched:
    "Messages here are not watched around the clock. Please do not wait for an answer when you are in danger.",
  device: "If someone might look over your shoulder",
  leave: "“Leave this site”, at the top of every page, closes everything at once and shows the weather.",
  history:
    "Your browser may still list that you were here. A private window keeps no list; you can also clear the history.",
  saved:
    "Conversations are not saved on this device. What you sent without a connection waits here, locked, until it is sent.",
  back: "Back",
} as const;
