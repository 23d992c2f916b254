import { toHex } from "../bytes/hex.ts";
import { same } from "../crypto/checks.ts";
import {
  checkMembers,
  type EpochHeader,
  type EpochKeys,
  memberOf,
  namedBundles,
  type OpenedEpoch,
  readEpochHeader,
  verifyOpener,
} from "../crypto/epoch.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { checkGenerations } from "../crypto/succession.ts";
import { sodium } from "../crypto/sodium.ts";
import { Alarm } from "./alarm.ts";
import type { Members } from "./members.ts";

/** The epochs of one conversation (crypto.md §5): headers verified, secrets held. */
export class Epochs {
  readonly #members: Members;
  readonly #genesis: Uint8Array;
  readonly #headers = new Map<number, EpochHeader>();
  readonly #keys = new Map<number, EpochKeys>();
  /** Openings of ours that the transcript has not shown yet, by header hash: another's may win. */
  readonly #started = new Map<string, OpenedEpoch>();
  #newest = 0;

  constructor(members: Members, genesis: Uint8Array) {
    this.#members = members;
    this.#genesis = genesis;
  }

  /** The newest epoch known; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Where the next epoch stands. */
  get place(): { readonly epoch: number; readonly previous: Uint8Array } {
    return { epoch: this.#newest + 1, previous: this.#headers.get(this.#newest)?.hash ?? this.#genesis };
  }

  header(epoch: number): EpochHeader {
    const header = this.#headers.get(epoch);
    if (header === undefined) throw new Alarm("no_epoch");
    return header;
  }

  /** Null while it is not known. */
  find(epoch: number): EpochHeader | null {
    return this.#headers.get(epoch) ?? null;
  }

  holds(epoch: number): boolean {
    return this.#keys.has(epoch);
  }

  keys(epoch: number): EpochKeys {
    const keys = this.#keys.get(epoch);
    if (keys === undefined) throw new Alarm("no_epoch");
    return keys;
  }

  keep(keys: EpochKeys): void {
    this.#keys.set(keys.epoch, keys);
  }

  start(opened: OpenedEpoch): void {
    this.#started.set(toHex(opened.header.hash), opened);
  }

  /** The epoch of an opening that was started here; null when it is another's. */
  startedEpoch(headerHash: Uint8Array): number | null {
    return this.#started.get(toHex(headerHash))?.header.epoch ?? null;
  }

  /**
   * A header that a member signed, joined to its neighbours as far as they are known. Two headers of one epoch, and a break in the
   * chain of headers, are alarms.
   */
  take(signed: SignedBody): EpochHeader {
    const said = readEpochHeader(signed.body);
    const opener = this.#members.bundle(said.opener, memberOf(said, said.opener).bundleHash);
    const header = verifyOpener(signed, opener, this.#members.conversation);
    const known = this.#headers.get(header.epoch);
    if (known !== undefined) {
      same(header.hash, known.hash, "wrong_epoch");
      return known;
    }
    checkMembers(header, this.#members.bundleHashes);
    this.#checkChain(header);
    this.#checkGenerations(header);
    this.#headers.set(header.epoch, header);
    this.#newest = Math.max(this.#newest, header.epoch);
    this.#settle(header);
    return header;
  }

  wipe(): void {
    const started = [...this.#started.values()].map(({ keys }) => keys);
    for (const { secret, messageKey } of [...this.#keys.values(), ...started]) {
      sodium.memzero(secret);
      sodium.memzero(messageKey);
    }
    this.#keys.clear();
    this.#started.clear();
  }

  #checkChain(header: EpochHeader): void {
    const previous = header.epoch === 1 ? this.#genesis : this.#headers.get(header.epoch - 1)?.hash;
    if (previous !== undefined) same(header.previous, previous, "stale_previous");
    const next = this.#headers.get(header.epoch + 1);
    if (next !== undefined) same(next.previous, header.hash, "stale_previous");
  }

  /** No epoch names an older bundle than the match or the epoch before it (crypto.md §4.6). */
  #checkGenerations(header: EpochHeader): void {
    const { people, first } = this.#members;
    const before = this.#headers.get(header.epoch - 1);
    const after = this.#headers.get(header.epoch + 1);
    checkGenerations(people, before === undefined ? first : namedBundles(before), namedBundles(header));
    if (after !== undefined) checkGenerations(people, namedBundles(header), namedBundles(after));
  }

  /** Of our own openings for this epoch the one that won keeps its keys; those that lost are forgotten. */
  #settle(header: EpochHeader): void {
    for (const [hash, opened] of this.#started) {
      if (opened.header.epoch !== header.epoch) continue;
      if (hash === toHex(header.hash)) this.keep(opened.keys);
      this.#started.delete(hash);
    }
  }
}
