import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { same } from "../crypto/checks.ts";
import { type Outside, outsideOf, parseEnvelope, readOutside, verifyOutside } from "../crypto/envelope.ts";
import { type EpochHeader, memberOf } from "../crypto/epoch.ts";
import { sha256 } from "../crypto/hashing.ts";
import { genesis } from "../crypto/match.ts";
import { ProofError } from "../crypto/proof.ts";
import { covers } from "../crypto/release_scope.ts";
import { readSignedBody } from "../crypto/signing.ts";
import { nextHead } from "../crypto/transcript.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { EntryDocument, OutsideDocument } from "../protocol/orders.ts";
import { personOf } from "./order_bases.ts";
import type { LawfulOrder } from "./order_check.ts";

/** Entries that were given whole and follow on each other, and the head before them. */
export interface GivenRun {
  readonly anchor: Uint8Array;
  readonly entries: readonly TranscriptEntry[];
}

/** What was given whole, and by sequence what from outside only. */
export interface Given {
  readonly runs: readonly GivenRun[];
  readonly outsides: ReadonlyMap<number, Outside>;
}

interface Place {
  readonly sequence: number;
  readonly time: number;
  readonly epoch: EpochHeader;
}

/**
 * What the service gives of an order's epochs (crypto.md §7.3), taken in order: every entry from each opening on, words exactly where the
 * basis covers them, and of everything else what its sender signed. More than that is refused as less is.
 */
export class OrderedRecord {
  readonly #lawful: LawfulOrder;
  readonly #epochs: ReadonlyMap<string, EpochHeader>;
  readonly #begun = new Set<number>();
  readonly #heads = new Map<number, Uint8Array>();
  readonly #messages = new Set<string>();
  /** By sender and tab: the last counter, and how many entries were missing until then. */
  readonly #counters = new Map<string, readonly [counter: number, missing: number]>();
  #at: Place | null = null;
  /** How many entries before this place the order does not open. */
  #missing = 0;

  constructor(lawful: LawfulOrder) {
    this.#lawful = lawful;
    this.#epochs = new Map(lawful.headers.map((header) => [toHex(header.hash), header]));
    if (lawful.match !== null) this.#heads.set(0, genesis(lawful.match.hash));
  }

  /**
   * The next entries.
   *
   * @throws ProofError beyond_scope (words that the basis does not cover), gap (an entry, or words that it covers, are missing), wrong_head
   * (not where others saw it), foreign_epoch, bad_signature, duplicate_member, time_went_back
   */
  take(entries: readonly EntryDocument[]): Given {
    const runs: { anchor: Uint8Array; entries: TranscriptEntry[] }[] = [];
    const outsides = new Map<number, Outside>();
    for (const entry of entries) {
      const taken = this.#take(entry);
      if ("outside" in taken) {
        outsides.set(entry.sequence, taken.outside);
        continue;
      }
      const run = runs.at(-1);
      if (run?.entries.at(-1)?.sequence === entry.sequence - 1) run.entries.push(taken.entry);
      else runs.push({ anchor: entry.anchor, entries: [taken.entry] });
    }
    return { runs, outsides };
  }

  /** After the last entry: ProofError("gap") unless every epoch of the order was given. */
  end(): void {
    if (this.#begun.size !== this.#epochs.size) throw new ProofError("gap");
  }

  #take(document: EntryDocument): { readonly entry: TranscriptEntry } | { readonly outside: Outside } {
    const { sequence, time, kind, payload, anchor } = document;
    const last = this.#at?.sequence ?? 0;
    if (sequence <= last) throw new ProofError("gap");
    if (time < (this.#at?.time ?? 0)) throw new ProofError("time_went_back");
    same(this.#heads.get(sequence - 1) ?? anchor, anchor, "wrong_head");
    this.#heads.set(sequence - 1, anchor);
    if (kind === 1 && payload !== null) {
      this.#open(sequence, time, payload);
      return { entry: this.#chained({ sequence, time, kind, payload }, anchor) };
    }
    if (kind !== 2) throw new ProofError("malformed");
    const outside = this.#placed(document);
    if (payload === null) return { outside };
    return { entry: this.#chained({ sequence, time, kind, payload }, anchor) };
  }

  #chained(entry: TranscriptEntry, anchor: Uint8Array): TranscriptEntry {
    this.#heads.set(entry.sequence, nextHead(anchor, entry));
    return entry;
  }

  /** An epoch of the order begins. The one before it, where the order opens it too, was given to its end. */
  #open(sequence: number, time: number, payload: Uint8Array): void {
    const epoch = this.#epochs.get(toHex(sha256(readSignedBody(payload).body)));
    if (epoch === undefined || this.#begun.has(epoch.epoch)) throw new ProofError("foreign_epoch");
    const before = this.#at?.epoch.epoch ?? 0;
    const adjoins = sequence === (this.#at?.sequence ?? 0) + 1;
    if (adjoins !== (epoch.epoch === before + 1)) throw new ProofError("gap");
    this.#missing += sequence - (this.#at?.sequence ?? 0) - 1;
    this.#begun.add(epoch.epoch);
    this.#at = { sequence, time, epoch };
  }

  /** An envelope in the epoch that is open there, signed by whom it names, whole exactly where it is covered. */
  #placed({ sequence, time, payload, outside: shown }: EntryDocument): Outside {
    const at = this.#at;
    if (at === null || sequence !== at.sequence + 1) throw new ProofError("gap");
    const outside = onlyOne(payload, shown);
    const { header } = outside;
    this.#checkSigned(outside, at.epoch);
    const { scope } = this.#lawful;
    const covered = scope === null || covers(scope, time, header.kind);
    if (payload !== null && !covered) throw new ProofError("beyond_scope");
    if (payload === null && covered) throw new ProofError("gap");
    this.#checkPlace(sequence, outside);
    this.#at = { ...at, sequence, time };
    return outside;
  }

  #checkSigned(outside: Outside, epoch: EpochHeader): void {
    const { header } = outside;
    if (!equal(header.conversation, this.#lawful.order.conversation)) throw new ProofError("foreign_conversation");
    if (header.epoch !== epoch.epoch) throw new ProofError("foreign_epoch");
    const { bundleHash } = memberOf(epoch, header.sender);
    verifyOutside(outside, personOf(this.#lawful.people, header.sender).at(bundleHash).bundle.signingPublic);
  }

  /** Each message once, each tab's in order without a gap, and what its sender saw is what is shown here. */
  #checkPlace(sequence: number, { header }: Outside): void {
    const [message, tab] = [toHex(header.messageId), `${toHex(header.sender)} ${toHex(header.instance)}`];
    if (this.#messages.has(message)) throw new ProofError("duplicate_member");
    this.#messages.add(message);
    const [before, missed] = this.#counters.get(tab) ?? [0, 0];
    if (header.counter <= before || header.counter > before + 1 + this.#missing - missed) throw new ProofError("gap");
    this.#counters.set(tab, [header.counter, this.#missing]);
    if (header.seenSequence >= sequence) throw new ProofError("gap");
    same(this.#heads.get(header.seenSequence) ?? header.seenHead, header.seenHead, "wrong_head");
  }
}

/** The outside of what was given whole, or the one that was given: exactly one of the two. */
function onlyOne(payload: Uint8Array | null, shown: OutsideDocument | null): Outside {
  if (payload !== null && shown === null) return outsideOf(parseEnvelope(payload));
  if (payload === null && shown !== null) return readOutside(shown);
  throw new ProofError("malformed");
}
