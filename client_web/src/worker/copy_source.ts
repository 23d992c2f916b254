import type { EpochKeys } from "../crypto/epoch.ts";
import type { Match } from "../crypto/match.ts";
import type { SigningKey } from "../crypto/signing.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { Conversation } from "./conversation.ts";
import type { OpenedEntries } from "./port.ts";
import { openEntries } from "./reading.ts";

/** Of what a copy is made, who makes it, and how entries are proved before they go into it (crypto.md §13.2). */
export interface CopySource {
  readonly match: Match;
  /** Who makes it, and the bundle of whose keys they sign with. */
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly signing: SigningKey;
  /** Who else vouches for it: those who ordered it to be opened. */
  readonly vouchers: readonly Uint8Array[];
  /** By which order it was opened, as the record log has that; nothing of one's own. */
  readonly records: readonly Uint8Array[];
  /** Proves entries that follow on each other. */
  open(anchor: Uint8Array, entries: readonly TranscriptEntry[]): OpenedEntries;
  /** Whether an epoch is sealed to keys that were lost, and not given back (§4.7): nothing of it can be in the copy. */
  isLost(epoch: number): boolean;
  /** The keys of an epoch of which entries were proved. */
  keys(epoch: number): EpochKeys;
}

/** A conversation that this account reads. */
export class OwnSource implements CopySource {
  readonly vouchers = [];
  readonly records = [];
  readonly #opened: Conversation;

  constructor(opened: Conversation) {
    this.#opened = opened;
  }

  get match(): Match {
    return this.#opened.match;
  }

  get account(): Uint8Array {
    return this.#opened.account;
  }

  get bundleHash(): Uint8Array {
    return this.#opened.members.newest(this.#opened.account).hash;
  }

  get signing(): SigningKey {
    return this.#opened.signing;
  }

  open(anchor: Uint8Array, entries: readonly TranscriptEntry[]): OpenedEntries {
    return openEntries(this.#opened, anchor, entries);
  }

  isLost(epoch: number): boolean {
    return this.#opened.isLost(epoch);
  }

  keys(epoch: number): EpochKeys {
    return this.#opened.epochs.keys(epoch);
  }
}
