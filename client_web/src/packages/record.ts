import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import type { Content } from "../crypto/content.ts";
import type { EpochHeader } from "../crypto/epoch.ts";
import type { EnvelopeHeader } from "../crypto/envelope.ts";
import type { PackageManifest } from "../crypto/package.ts";
import { LocalTime, type Offsets } from "./calendar.ts";

/** record.json (crypto.md §13.2): what was said, in order; a function of the envelopes and of what the maker tells, byte for byte. */

const FORMAT = "webtherapy/v1/record";

/** An entry of a package that was verified and opened. */
export type Shown = Readonly<{ sequence: number; time: number }> &
  ({ readonly opening: EpochHeader } | { readonly envelope: EnvelopeHeader; readonly content: Content });

/** Who takes part, and what the maker calls them. */
export interface NamedPerson {
  readonly account: Uint8Array;
  readonly role: string;
  readonly name: string;
}

/** What nobody but the maker says: it proves nothing. */
export interface Told {
  readonly people: readonly NamedPerson[];
  readonly zone: string;
  readonly offsets: Offsets;
  /** What has to stand at the top of every file; empty for a client's own copy. */
  readonly statement: string;
}

export interface RecordSession {
  readonly session: string;
  began: number | null;
  ended: number | null;
  readonly sealed_by: string[];
}

interface Placed {
  readonly sequence: number;
  readonly time: number;
  readonly local: string;
  readonly by: string;
}

export type RecordEntry =
  | (Placed & { readonly kind: "opening"; readonly session: string | null; readonly begins: boolean })
  | (Placed & { readonly kind: "text"; readonly text: string })
  | (Placed & {
      readonly kind: "check-in";
      readonly safe: "yes" | "no" | "unsaid";
      readonly place: string;
      readonly telephone: string;
      readonly contact: string;
    })
  | (Placed & { readonly kind: "question"; readonly about: "check-in" | "code-word" })
  | (Placed & { readonly kind: "code-word"; readonly use: "set" | "answer" })
  | (Placed & { readonly kind: "end" })
  | (Placed & { readonly kind: "seal" })
  | (Placed & {
      readonly kind: "letter";
      readonly purpose: "letter" | "referral";
      readonly subject: string;
      readonly text: string;
      readonly attachments: readonly { readonly name: string; readonly size: number }[];
    })
  | (Placed & {
      readonly kind: "appointment";
      readonly action: "propose" | "accept" | "decline" | "cancel";
      readonly start: number;
      readonly minutes: number;
      readonly note: string;
    });

/** The record as record.json has it; the order of its fields is that of the file. */
export interface PackageRecord {
  readonly format: string;
  readonly statement?: string;
  readonly package: string;
  readonly basis: string;
  readonly conversation: string;
  readonly made_by: string;
  readonly made_at: number;
  readonly scope: { readonly from: number; readonly until: number };
  readonly zone: string;
  readonly people: readonly { readonly account: string; readonly role: string; readonly name: string }[];
  readonly parts: readonly { readonly first: number; readonly last: number }[];
  readonly sessions: readonly RecordSession[];
  readonly entries: readonly RecordEntry[];
}

export function recordOf(
  manifest: PackageManifest,
  shown: readonly Shown[],
  epochs: ReadonlyMap<number, EpochHeader>,
  told: Told,
): PackageRecord {
  const sessions = new Sessions(epochs);
  const entries = shown.map((each) => entryOf(each, sessions.take(each), told.offsets));
  return {
    format: FORMAT,
    ...(told.statement === "" ? {} : { statement: told.statement }),
    package: toHex(manifest.package),
    basis: manifest.basis,
    conversation: toHex(manifest.conversation),
    made_by: toHex(manifest.madeBy),
    made_at: manifest.madeAt,
    scope: { from: manifest.scopeFrom, until: manifest.scopeUntil },
    zone: told.zone,
    people: told.people.map(({ account, role, name }) => ({ account: toHex(account), role, name })),
    parts: manifest.parts.map(({ first, last }) => ({ first, last })),
    sessions: sessions.all,
    entries,
  };
}

export function writeRecord(record: PackageRecord): Uint8Array {
  return toUtf8(`${JSON.stringify(record, null, 1)}\n`);
}

/** The live sessions as far as the package shows them. */
class Sessions {
  readonly #epochs: ReadonlyMap<number, EpochHeader>;
  readonly #sessions = new Map<string, RecordSession>();
  readonly #ends = new Map<string, number>();

  constructor(epochs: ReadonlyMap<number, EpochHeader>) {
    this.#epochs = epochs;
  }

  get all(): readonly RecordSession[] {
    return [...this.#sessions.values()];
  }

  /** Counts an entry in; whether a live session begins with it. */
  take(shown: Shown): boolean {
    if ("opening" in shown) return this.#open(shown.opening, shown.time);
    const { header, content } = { header: shown.envelope, content: shown.content };
    if (content.kind === "end") {
      const session = toHex(this.#epochs.get(header.epoch)?.session ?? new Uint8Array());
      this.#of(session).ended = shown.time;
      this.#ends.set(session, shown.sequence);
    }
    if (content.kind === "seal") this.#seal(toHex(content.session), toHex(header.sender));
    return false;
  }

  #open({ kind, session }: EpochHeader, time: number): boolean {
    const name = toHex(session);
    if (kind !== "session" || this.#sessions.has(name)) return false;
    this.#of(name).began = time;
    return true;
  }

  #seal(session: string, sender: string): void {
    const sealed = this.#sessions.get(session)?.sealed_by;
    if (sealed !== undefined && this.#ends.has(session) && !sealed.includes(sender)) sealed.push(sender);
  }

  #of(session: string): RecordSession {
    const known = this.#sessions.get(session) ?? { session, began: null, ended: null, sealed_by: [] };
    this.#sessions.set(session, known);
    return known;
  }
}

function entryOf(shown: Shown, begins: boolean, offsets: Offsets): RecordEntry {
  const { sequence, time } = shown;
  const local = new LocalTime(time, offsets).sortable;
  if ("opening" in shown) {
    const { opener, kind, session } = shown.opening;
    const named = kind === "session" ? toHex(session) : null;
    return { sequence, time, local, kind: "opening", by: toHex(opener), session: named, begins };
  }
  const { sender, messageId, clientTime } = shown.envelope;
  const { kind } = shown.content;
  const placed = { sequence, time, local, kind, by: toHex(sender), message: toHex(messageId), written: clientTime };
  return { ...placed, ...said(shown.content, offsets) } as RecordEntry;
}

function said(content: Content, offsets: Offsets): object {
  switch (content.kind) {
    case "text":
      return { text: content.text };
    case "check-in": {
      const { safe, place, telephone, contact } = content;
      return { safe, place, telephone, contact };
    }
    case "question":
      return { about: content.about };
    case "code-word":
      return { use: content.use };
    case "end":
      return {};
    case "seal":
      return {
        session: toHex(content.session),
        last_sequence: content.lastSequence,
        last_head: toHex(content.lastHead),
      };
    case "letter":
      return letter(content);
    case "appointment": {
      const { revision, action, start, minutes, zone, note } = content;
      const start_local = new LocalTime(start, offsets).sortable;
      return { appointment: toHex(content.appointment), revision, action, start, start_local, minutes, zone, note };
    }
  }
}

function letter({
  thread,
  purpose,
  subject,
  text,
  attachments,
}: Extract<Content, { readonly kind: "letter" }>): object {
  const files = attachments.map(({ attachment, name, mediaType, size, digest }) => ({
    attachment: toHex(attachment),
    name,
    media_type: mediaType,
    size,
    digest: toHex(digest),
  }));
  return { thread: toHex(thread), purpose, subject, text, attachments: files };
}
