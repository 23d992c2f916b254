import { concat } from "../bytes/concat.ts";
import { readConsent } from "../crypto/consent.ts";
import { type Envelope, openEnvelope, type Outside, outsideOf, parseEnvelope } from "../crypto/envelope.ts";
import { type EpochHeader, readEpochHeader } from "../crypto/epoch.ts";
import { messageOpening } from "../crypto/message_opening.ts";
import type { Part } from "../crypto/package.ts";
import { readProcess } from "../crypto/process.ts";
import { ProofError } from "../crypto/proof.ts";
import { covers, type ReleaseScope } from "../crypto/release_scope.ts";
import { readSignedBody, type SignedBody, writeSignedBody } from "../crypto/signing.ts";
import { nextHead } from "../crypto/transcript.ts";
import { packEntry } from "../packages/entries.ts";
import type { Shown } from "../packages/record.ts";
import { runsOf, select } from "../packages/selection.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { CopyRelease, CopyRequest, TakenEntries } from "./copy_port.ts";
import type { CopySource } from "./copy_source.ts";

/** The verified entries of one conversation, kept to copy some of them (crypto.md §13.2). */
export class CopiedEntries {
  readonly source: CopySource;
  readonly request: CopyRequest;
  readonly epochs = new Map<number, EpochHeader>();
  readonly #entries = new Map<number, TranscriptEntry>();
  readonly #envelopes = new Map<number, Envelope>();
  /** What only the outside was given of. */
  readonly #outsides = new Map<number, Outside>();
  readonly #shown = new Map<number, Shown>();
  readonly #heads = new Map<number, Uint8Array>();

  constructor(source: CopySource, request: CopyRequest) {
    this.source = source;
    this.request = request;
  }

  /** See CopyPort.takeCopyEntries. */
  take(anchor: Uint8Array, entries: readonly TranscriptEntry[]): TakenEntries {
    const read = this.source.open(anchor, entries);
    if (read.kind === "needs") return read;
    let head = anchor;
    this.#heads.set((entries[0]?.sequence ?? 1) - 1, anchor);
    for (const entry of entries) {
      head = nextHead(head, entry);
      this.#heads.set(entry.sequence, head);
      this.#keep(entry);
    }
    return { kind: "taken", head };
  }

  /** Envelopes of which nobody may open anything: they show what their senders had seen. */
  takeOutsides(outsides: ReadonlyMap<number, Outside>): void {
    for (const [sequence, outside] of outsides) this.#outsides.set(sequence, outside);
  }

  /** The chosen entries, in order. */
  chosen(): readonly Shown[] {
    const all = [...this.#shown.values()].sort((one, other) => one.sequence - other.sequence);
    const { release } = this.request;
    const chosen = select(all, this.epochs, this.request);
    return release === undefined ? chosen : releasable(chosen, basisOf(release).scope);
  }

  /** The parts that the chosen entries fall into. */
  partsOf(chosen: readonly Shown[]): readonly Part[] {
    return runsOf(chosen).map(([first, last]) => ({
      first,
      last,
      anchor: this.#head(first - 1),
      head: this.#head(last),
    }));
  }

  /** envelopes.bin of these entries. */
  pack(chosen: readonly Shown[]): Uint8Array {
    return concat(...chosen.map(({ sequence }) => packEntry(this.#entry(sequence), this.#opening(sequence))));
  }

  /** The headers, as they were signed, of epochs in which chosen entries stand, and whose openings are not among them. */
  openingsBeside(chosen: readonly Shown[]): readonly SignedBody[] {
    const opened = new Set(chosen.flatMap((each) => ("opening" in each ? [each.opening.epoch] : [])));
    const used = new Set(chosen.flatMap((each) => ("opening" in each ? [] : [each.envelope.epoch])));
    return this.#openings(([epoch]) => used.has(epoch) && !opened.has(epoch));
  }

  /** What of the chosen entries stands in the record log: the match, openings, seals. */
  records(chosen: readonly Shown[], match: SignedBody): readonly Uint8Array[] {
    const used = new Set(chosen.map((each) => ("opening" in each ? each.opening.epoch : each.envelope.epoch)));
    const openings = this.#openings(([epoch]) => used.has(epoch)).map(writeSignedBody);
    const seals = chosen.filter((each) => "content" in each && each.content.kind === "seal");
    return [writeSignedBody(match), ...openings, ...seals.map(({ sequence }) => this.#entry(sequence).payload)];
  }

  /** The outsides of envelopes that are not chosen. */
  besides(chosen: readonly Shown[]): readonly Outside[] {
    const inside = new Set(chosen.map(({ sequence }) => sequence));
    const others = [...this.#envelopes].filter(([sequence]) => !inside.has(sequence));
    const outsides = others.map(([sequence, envelope]) => [sequence, outsideOf(envelope)] as const);
    return [...outsides, ...this.#outsides].sort(([one], [other]) => one - other).map(([, outside]) => outside);
  }

  #openings(wanted: (epoch: [number, EpochHeader]) => boolean): readonly SignedBody[] {
    const headers = [...this.epochs].filter(wanted).sort(([one], [other]) => one - other);
    return headers.map(([epoch]) => this.#signedOpening(epoch));
  }

  #signedOpening(epoch: number): SignedBody {
    for (const shown of this.#shown.values()) {
      if ("opening" in shown && shown.opening.epoch === epoch)
        return readSignedBody(this.#entry(shown.sequence).payload);
    }
    throw new ProofError("gap");
  }

  #keep(entry: TranscriptEntry): void {
    const { sequence, time, kind, payload } = entry;
    this.#entries.set(sequence, entry);
    if (kind === 1) {
      const opening = readEpochHeader(readSignedBody(payload).body);
      if (this.source.isLost(opening.epoch)) return;
      this.epochs.set(opening.epoch, opening);
      this.#shown.set(sequence, { sequence, time, opening });
      return;
    }
    const envelope = parseEnvelope(payload);
    if (this.source.isLost(envelope.header.epoch)) return;
    const content = openEnvelope(envelope, this.source.keys(envelope.header.epoch));
    this.#envelopes.set(sequence, envelope);
    this.#shown.set(sequence, { sequence, time, envelope: envelope.header, content });
  }

  #opening(sequence: number): Uint8Array {
    const envelope = this.#envelopes.get(sequence);
    if (envelope === undefined) return new Uint8Array();
    return messageOpening(this.source.keys(envelope.header.epoch), envelope);
  }

  #entry(sequence: number): TranscriptEntry {
    const entry = this.#entries.get(sequence);
    if (entry === undefined) throw new ProofError("gap");
    return entry;
  }

  #head(sequence: number): Uint8Array {
    const head = this.#heads.get(sequence);
    if (head === undefined) throw new ProofError("gap");
    return head;
  }
}

/** An emergency names epochs, not a span: what is shown of them is all that there is. */
const ALL: ReleaseScope = {
  kinds: ["text", "letter", "appointment"],
  scopeFrom: 0,
  scopeUntil: Number.MAX_SAFE_INTEGER,
};

/** What a release rests on: what its manifest says, and what may be in it. */
export function basisOf(release: CopyRelease): {
  readonly basis: "consent" | "legal" | "emergency";
  readonly signed: SignedBody;
  readonly scope: ReleaseScope;
} {
  if ("process" in release) {
    return { basis: "legal", signed: release.process, scope: readProcess(release.process.body) };
  }
  if ("emergency" in release) return { basis: "emergency", signed: release.emergency, scope: ALL };
  return { basis: "consent", signed: release.consent, scope: readConsent(release.consent.body) };
}

/** What a basis lets out. */
function releasable(chosen: readonly Shown[], scope: ReleaseScope): readonly Shown[] {
  return chosen.filter((each) => covers(scope, each.time, "content" in each ? each.envelope.kind : "opening"));
}
