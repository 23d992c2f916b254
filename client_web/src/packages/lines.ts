import { listed, recordPage as words } from "../words/english/record_page.ts";
import { LocalTime, type Offsets } from "./calendar.ts";
import type { PackageRecord, RecordEntry, RecordSession } from "./record.ts";

/** What record.html and record.pdf are made of: a line of text, or the beginning and end of what belongs together. */
export type Line =
  | { readonly tag: "h1" | "h2" | "h3" | "h4" | "p" | "li"; readonly text: string; readonly kind: LineKind }
  | { readonly open: "ul" | "article" }
  | { readonly close: "ul" | "article" };

export type LineKind = "" | "words" | "mark" | "statement";

/** The record as people read it, line by line. */
export function linesOf(record: PackageRecord, offsets: Offsets): readonly Line[] {
  return new Writing(record, offsets).all();
}

const line = (tag: "h1" | "h2" | "h3" | "h4" | "p" | "li", text: string, kind: LineKind = ""): Line => ({
  tag,
  text,
  kind,
});

class Writing {
  readonly #record: PackageRecord;
  readonly #offsets: Offsets;
  readonly #names: ReadonlyMap<string, string>;

  constructor(record: PackageRecord, offsets: Offsets) {
    this.#record = record;
    this.#offsets = offsets;
    // Always with the role, which is certified: the name is only told.
    this.#names = new Map(
      record.people.map(({ account, role, name }) => [
        account,
        name === "" ? words.unnamed(role) : words.named(name, role),
      ]),
    );
  }

  all(): readonly Line[] {
    const { statement } = this.#record;
    return [
      ...(statement === undefined ? [] : [line("p", statement, "statement")]),
      line("h1", words.title),
      ...this.#facts(),
      ...this.#sessions(),
      ...this.#entries(),
      line("p", words.end, "mark"),
    ];
  }

  #facts(): readonly Line[] {
    const { entries, zone, parts, made_at, made_by, package: number } = this.#record;
    const [first, last] = [entries[0]?.time ?? 0, entries.at(-1)?.time ?? 0];
    const spans = parts.map((part) => (part.first < part.last ? `${part.first}–${part.last}` : String(part.first)));
    return [
      line("p", words.people(listed([...this.#names.values()]))),
      { open: "ul" },
      line("li", words.span(this.#at(first).full, this.#at(last).full, zone)),
      line("li", words.entries(listed(spans))),
      line("li", words.made(this.#at(made_at).full, this.#by(made_by))),
      line("li", words.number(number)),
      line("li", words.proof),
      { close: "ul" },
    ];
  }

  #sessions(): readonly Line[] {
    const { sessions } = this.#record;
    if (sessions.length === 0) return [];
    const rows = sessions.map((session) => line("li", this.#session(session)));
    return [line("h2", words.sessions), { open: "ul" }, ...rows, { close: "ul" }];
  }

  #session({ began, ended, sealed_by }: RecordSession): string {
    const begun = began === null ? "" : this.#at(began).full;
    if (ended === null) return words.sessionOpen(begun);
    const [over, sealed] = [this.#at(ended).full, this.#sealed(sealed_by)];
    return began === null ? words.sessionBefore(over, sealed) : words.session(begun, over, sealed);
  }

  #sealed(sealedBy: readonly string[]): string {
    if (sealedBy.length === 0) return words.unsealed;
    const names = listed(sealedBy.map((account) => this.#by(account)));
    const others = [...this.#names].filter(([account]) => !sealedBy.includes(account)).map(([, name]) => name);
    return others.length === 0 ? words.sealedBy(names) : words.sealedPartly(names, listed(others));
  }

  #entries(): readonly Line[] {
    const { parts, entries } = this.#record;
    const gaps = new Map(parts.slice(1).map(({ first }, n) => [first, (parts[n]?.last ?? 0) + 1]));
    const lines: Line[] = [];
    let day = "";
    for (const entry of entries) {
      const gap = gaps.get(entry.sequence);
      if (gap !== undefined) lines.push(line("p", words.gap(gap, entry.sequence - 1), "mark"));
      const at = this.#at(entry.time);
      if (at.date !== day) lines.push(line("h2", (day = at.date)));
      lines.push(...this.#entry(entry, at.clock));
    }
    return lines;
  }

  #entry(entry: RecordEntry, clock: string): readonly Line[] {
    switch (entry.kind) {
      case "opening": {
        const live = entry.begins ? words.begins : words.goesOn;
        return [line("p", `${clock} ${entry.session === null ? words.letters : live}`, "mark")];
      }
      case "end":
        return [line("p", `${clock} ${words.ends(this.#by(entry.by))}`, "mark")];
      case "seal":
        return [line("p", `${clock} ${words.seals(this.#by(entry.by))}`, "mark")];
      case "question":
        return [line("p", `${clock} ${words.asks[entry.about](this.#by(entry.by))}`, "mark")];
      case "code-word":
        return [line("p", `${clock} ${words.codeWord[entry.use](this.#by(entry.by))}`, "mark")];
      case "text":
      case "check-in":
      case "letter":
      case "appointment": {
        const heading = line("h3", `${clock} ${this.#by(entry.by)}`);
        return [{ open: "article" }, heading, ...this.#said(entry), { close: "article" }];
      }
    }
  }

  #said(
    entry: Extract<RecordEntry, { readonly kind: "text" | "check-in" | "letter" | "appointment" }>,
  ): readonly Line[] {
    switch (entry.kind) {
      case "check-in": {
        const { safe, place, telephone, contact } = entry;
        return [
          line("p", words.safe[safe]),
          ...(place === "" ? [] : [line("p", words.place(place), "words")]),
          ...(telephone === "" ? [] : [line("p", words.telephone(telephone), "words")]),
          ...(contact === "" ? [] : [line("p", words.contact(contact), "words")]),
        ];
      }
      case "text":
        return [line("p", entry.text, "words")];
      case "appointment": {
        const said = words.appointment[entry.action](this.#at(entry.start).full, entry.minutes);
        return [line("p", said), ...(entry.note === "" ? [] : [line("p", entry.note, "words")])];
      }
      case "letter":
        return [
          line("h4", entry.subject === "" ? words.answer : words.letter(entry.subject)),
          ...(entry.purpose === "referral" ? [line("p", words.referral, "mark")] : []),
          ...(entry.text === "" ? [] : [line("p", entry.text, "words")]),
          ...entry.attachments.map(({ name, size }) => line("p", words.attachment(name, size), "mark")),
        ];
    }
  }

  #at(time: number): LocalTime {
    return new LocalTime(time, this.#offsets);
  }

  #by(account: string): string {
    return this.#names.get(account) ?? account;
  }
}
