/** Words about whose keys these are. */
export const trust = {
  compare: "Compare keys",
  compareTitle: (name: string) => `Compare keys: ${name}`,
  compareWhy:
    "Read these numbers to each other where you know each other’s voice: in person, or on the telephone. If they agree, nobody stands between you, not even this service.",
  compareNow:
    "Everything on this page has been checked against the practice’s own list. Comparing is for who wants to be sure of the practice, too.",
  number: "The number you both see",
  failed: "The numbers could not be read just now.",
  changedTitle: (name: string) => `${name}: the keys have changed`,
  changed: [
    "Somebody makes new keys when a device was lost or a sheet has gone missing. The practice has confirmed that the new keys are theirs, and the keys before have signed for them.",
    "If this surprises you, compare the numbers below with them, in person or on the telephone, before you go on. Nothing is sent until you say so.",
  ],
  begunAnew: [
    "They lost every key that they had, and began anew. Only the practice says that the new keys are theirs: the keys before could not sign for them.",
    "Please compare the numbers below with them, in person or on the telephone, before you go on. Nothing is sent until you say so.",
  ],
  foreignTitle: "We stopped here",
  foreign: [
    "The service shows keys under your name that were not made with yours. Somebody may be trying to write as you, so nothing was opened and nothing is sent from here.",
    "What to do: please call the practice and tell them this. In an emergency use crisis help above.",
  ],
  begunAnewYourself:
    "Only if you began anew with a new sheet from the practice a moment ago, and this page was closed or cut off before it was done: go on from there. The practice still has to confirm your new keys.",
  goOnAnew: "I began anew: go on",
  goOn: "I understand, go on",
  notNow: "Not now",
  notKept: "We could not note this just now. Please try again in a moment.",
} as const;
