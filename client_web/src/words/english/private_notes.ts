/** Words of a therapist's own notes. */
export const privateNotes = {
  title: "Private notes",
  intro:
    "Your own notes about the people you treat. Only you can read them: they are locked for you alone, and kept apart from the treatment record.",
  about: (name: string) => `About ${name}`,
  open: "Private notes",
  openOf: (name: string) => `Open the private notes about ${name}`,
  hide: "Close the notes",
  back: "All private notes",
  conversation: "To the conversation",
  means:
    "Only you can read these; nobody else is told whether there are any. They are kept apart from the treatment record, and are in no copy or release of it, unless your client signs a form for these notes alone.",
  more: "What these notes are",
  all: "Show all of it",
  less: "Show less",
  belongs:
    "For what you think about a session. Diagnosis, treatment plan, symptoms, progress, medication, test results and the times of sessions belong in the record, not here.",
  write: "Write a note",
  label: "Your note",
  labelOf: (day: string) => `Your note of ${day}`,
  done: "Done",
  edit: "Change",
  editOf: (day: string) => `Change the note of ${day}`,
  delete: "Delete",
  deleteOf: (day: string) => `Delete the note of ${day}`,
  deleteTitle: "Delete this note?",
  deleteMeans: "It is erased here and with the service. Nobody can bring it back, you included.",
  deleteDo: "Delete the note",
  keep: "Keep it",
  deleted: "The note is deleted.",
  changed: "This note was changed in another window. It stands here as it is now; nothing was deleted.",
  stays: "This note has to stay as it is for now. You can write a new one.",
  wordless: "Nothing is written in it.",
  loading: "Opening your notes",
  opening: "One moment",
  empty: "You have no notes about this client yet.",
  failed: "Your notes cannot be opened just now. None of them is lost.",
  again: "Try again",
  earlier: "Show earlier notes",
  unreadable: (count: number) =>
    count === 1
      ? "One note cannot be opened here. Please tell the practice."
      : `${String(count)} notes cannot be opened here. Please tell the practice.`,
  keeping: { saved: "Saved", kept: "Kept on this device" },
  troubles: {
    away: "The service cannot be reached just now. What you write is kept, locked, on this device, and is saved by itself.",
    full: "There are as many notes about this client as can be kept. Please delete one that you need no more; this one is kept on this device until then.",
    long: "This is longer than one note can be. Please go on in another one.",
  },
  parted:
    "The note you were changing stays as the service has it. What you write here goes on as a note of its own, so that nothing is lost.",
  left: (count: number) => (count === 1 ? "1 character left" : `${String(count)} characters left`),
  over: (count: number) => `${String(count)} characters too long`,
  hand: {
    title: "A form for these notes",
    means:
      "Your client signed a form by which you may give these notes to somebody: only you can, and you need not. The package is made and locked here, holds the notes that the form covers and nothing else, and is written down as handed out the moment it is ready.",
    to: (name: string) => `For ${name}`,
    purpose: (text: string) => `What for: ${text}`,
    span: (from: string, until: string) => `Notes begun from ${from} until ${until}`,
    until: (day: string) => `Good until ${day}`,
    over: "Ended, or taken back",
    make: "Make the package",
    making: "The package is being made.",
    ready: (count: number) =>
      count === 1
        ? "The package is ready. It holds one note."
        : `The package is ready. It holds ${String(count)} notes.`,
    file: (day: string) => `notes-for-release-${day}.zip.age`,
    notAllowed:
      "Nothing was handed out: the form does not allow it, or nobody has said yet that the record holds no treatment for drug or alcohol use.",
    none: "You have no notes from the days that the form covers. Nothing was handed out.",
  },
  places: {
    find: "Find a client",
    findHint: "Part of the name shown here",
    found: (count: number) => (count === 1 ? "1 client" : `${String(count)} clients`),
    none: "No client has a name like that.",
    empty: "When a client is matched with you, you can keep notes about them here.",
    count: (count: number) => (count === 0 ? "No notes" : count === 1 ? "1 note" : `${String(count)} notes`),
    last: (day: string) => `the newest of ${day}`,
    began: (day: string) => `Care began on ${day}`,
    more: (count: number) => `Show ${String(count)} more`,
  },
} as const;
