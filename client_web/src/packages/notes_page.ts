import { notesPage as words } from "../words/english/notes_page.ts";
import { LocalTime, type Offsets } from "./calendar.ts";
import type { Line } from "./lines.ts";
import { writePage } from "./page.ts";

/** What of a package of notes people read. */
export interface ToldNotes {
  readonly patient: string;
  readonly from: number;
  readonly until: number;
  readonly zone: string;
  readonly offsets: Offsets;
  readonly madeAt: number;
  readonly notes: readonly { readonly begunAt: number; readonly text: string }[];
}

/** notes.html (crypto.md §14): a therapist's notes for people, one file without a script; a function of notes.json and of the span that is signed. */
export function writeNotesPage(told: ToldNotes): Uint8Array {
  const at = (time: number): LocalTime => new LocalTime(time, told.offsets);
  const lines: Line[] = [
    { tag: "h1", kind: "", text: words.title },
    { tag: "p", kind: "statement", text: words.means },
    { tag: "p", kind: "", text: words.patient(told.patient) },
    { tag: "p", kind: "mark", text: words.span(at(told.from).date, at(told.until).date, told.zone) },
    { tag: "p", kind: "mark", text: words.made(at(told.madeAt).full) },
  ];
  for (const { begunAt, text } of told.notes) {
    lines.push({ tag: "h2", kind: "", text: at(begunAt).full }, { tag: "p", kind: "words", text });
  }
  return writePage(lines, words.title);
}
