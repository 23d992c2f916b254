import { notesPage as words } from "../words/english/notes_page.ts";
import type { Line } from "./lines.ts";
import { writePage } from "./page.ts";

/** What of a package of notes people read. */
export interface ToldNotes {
  readonly patient: string;
  readonly from: number;
  readonly until: number;
  readonly zone: string;
  readonly madeAt: number;
  readonly notes: readonly { readonly begunAt: number; readonly text: string }[];
}

/** notes.html (crypto.md §14): a therapist's notes for people, one file without a script. */
export function writeNotesPage(told: ToldNotes): Uint8Array {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: told.zone });
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: told.zone });
  const lines: Line[] = [
    { tag: "h1", kind: "", text: words.title },
    { tag: "p", kind: "statement", text: words.means },
    { tag: "p", kind: "", text: words.patient(told.patient) },
    { tag: "p", kind: "mark", text: words.span(day.format(told.from), day.format(told.until), told.zone) },
    { tag: "p", kind: "mark", text: words.made(format.format(told.madeAt)) },
  ];
  for (const { begunAt, text } of told.notes) {
    lines.push({ tag: "h2", kind: "", text: format.format(begunAt) }, { tag: "p", kind: "words", text });
  }
  return writePage(lines, words.title);
}
