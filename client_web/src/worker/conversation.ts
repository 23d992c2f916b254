import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { AccountKeys } from "../crypto/account.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { same } from "../crypto/checks.ts";
import { type Content as SealedContent, envelopeKind } from "../crypto/content.ts";
import { makeDeposit } from "../crypto/deposit.ts";
import {
  type Envelope,
  type EnvelopeHeader,
  openEnvelope,
  parseEnvelope,
  sealEnvelope,
  verifyEnvelope,
} from "../crypto/envelope.ts";
import {
  type EpochHeader,
  type EpochKeys,
  memberOf,
  namedBundles,
  openEpoch,
  readEpochHeader,
  unwrapEpoch,
} from "../crypto/epoch.ts";
import type { KnownEpoch } from "../crypto/history.ts";
import { genesis, type Match } from "../crypto/match.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { SignedBody, SigningKey } from "../crypto/signing.ts";
import type { EpochFrame } from "../protocol/frames.ts";
import { Alarm } from "./alarm.ts";
import { Epochs } from "./epochs.ts";
import type { Unlocked } from "./keeper.ts";
import type { HistoryReader } from "./history_reader.ts";
import { Ledger } from "./ledger.ts";
import { Members } from "./members.ts";
import type * as port from "./port.ts";
import type { Practice } from "./practice.ts";
import type { RecordLog } from "./record_log.ts";
import type { Returned } from "./returned.ts";

/** What a conversation is opened with. */
export interface Opening {
  readonly match: Match;
  readonly members: Members;
  /** The practice as it is trusted now: its custodians may change while a conversation is open. */
  readonly practice: () => Practice;
  /** Whose tab this is: their ring grows by a rotation. */
  readonly self: () => Unlocked;
  readonly instance: Uint8Array;
  readonly random: Random;
  readonly log: RecordLog;
  /** By what is read where this account does not take part (crypto.md §5.3); null where it does. */
  readonly reader: HistoryReader | null;
  /** What custodians gave back of what was sealed to lost keys (§4.7). */
  readonly returned: Pick<Returned, "of">;
}

/** One conversation as this account's tab knows it: members, epochs, the record so far, the next counter (crypto.md §4–§8). */
export class Conversation {
  readonly epochs: Epochs;
  readonly ledger: Ledger;
  readonly members: Members;
  readonly match: Match;
  readonly genesis: Uint8Array;
  readonly #opening: Opening;
  /** The generation of the manifest that each epoch read names. */
  readonly #generations = new Map<number, number>();
  #counter = 0;

  constructor(opening: Opening) {
    const { match, members } = opening;
    this.#opening = opening;
    this.#generation(match.manifestHash);
    this.match = match;
    this.members = members;
    this.genesis = genesis(match.hash);
    this.epochs = new Epochs(members, this.genesis);
    this.ledger = new Ledger(this.genesis);
  }

  get account(): Uint8Array {
    return this.#opening.self().account;
  }

  /** Whether the manifest and the keys that an opening names were shown; Alarm("untrusted") when not (crypto.md §4.6, §7.1). */
  checkShown(signed: SignedBody): void {
    const header = readEpochHeader(signed.body);
    this.#generation(header.manifestHash);
    this.#checkKeys(header);
  }

  /** No epoch names an older manifest than the match or the epoch before it. */
  placeManifest({ epoch, manifestHash }: EpochHeader): void {
    const own = this.#generation(manifestHash);
    const before = this.#generations.get(epoch - 1) ?? this.#generation(this.#opening.match.manifestHash);
    const after = this.#generations.get(epoch + 1) ?? own;
    if (own < before || own > after) throw new ProofError("stale_manifest");
    this.#generations.set(epoch, own);
  }

  async learn(frame: EpochFrame): Promise<port.LearntEpoch> {
    const header = this.#take({ body: frame.header, signature: frame.signature });
    if (header.epoch !== frame.epoch) throw new ProofError("wrong_epoch");
    const lost = this.isLost(header.epoch);
    if (!lost) await this.#hold(header, frame.wrap);
    const session = header.kind === "session" ? header.session : null;
    const bundleHashes = header.members.map(({ bundleHash }) => bundleHash);
    const { epoch, kind, hash: headerHash, openedAt } = header;
    return { epoch, lost, kind, session, headerHash, openedAt, bundleHashes, deposited: frame.deposited };
  }

  /** An epoch with its keys, from the wrap that is for this account; null for one that is lost. */
  async known(signed: SignedBody, wrap: Uint8Array): Promise<KnownEpoch | null> {
    const header = this.#take(signed);
    if (this.isLost(header.epoch)) return null;
    await this.#hold(header, wrap);
    return { header, keys: this.epochs.keys(header.epoch) };
  }

  /**
   * Whether an epoch whose header is known is sealed to keys that this account lost and began anew behind (crypto.md §4.7), and was not
   * given back. A certifier's replacement alone makes it so: keys that merely are not of the ring stay an alarm.
   */
  isLost(epoch: number): boolean {
    const header = this.epochs.find(epoch);
    if (header === null || this.reading || this.epochs.holds(epoch)) return false;
    return this.#namesLost(header) && this.#opening.returned.of(header.hash) === null;
  }

  /** What a sender says to have seen of the record log has to fit with what is shown here (§6.1, §9.2). */
  heard({ sender, logSize: size, logRoot: root }: EnvelopeHeader): void {
    if (size > 0) this.#opening.log.attest(toHex(sender), { size, root, own: equal(sender, this.account) });
  }

  /** This account only reads here. */
  get reading(): boolean {
    return this.#opening.reader !== null;
  }

  /** Signs for this account, with the keys it is shown under now. */
  get signing(): SigningKey {
    return this.#keysOf(this.members.newest(this.account)).signing;
  }

  async startEpoch(
    kind: "session" | "thread",
    session: Uint8Array | null,
    openedAt: number,
  ): Promise<port.EpochOpening> {
    const { practice, random } = this.#opening;
    const place = { conversation: this.members.conversation, ...this.epochs.place };
    const manifestHash = practice().custody.manifest.hash;
    // A server that hides newer custodians would have to hide the epochs that name them.
    if (place.epoch > 1) this.#generation(this.epochs.header(place.epoch - 1).manifestHash);
    const purpose = { kind, session: session ?? new Uint8Array(), manifestHash, openedAt };
    const { bundles } = this.members;
    const { signing } = this.#keysOf(this.members.newest(this.account));
    const opened = await openEpoch(signing, this.account, place, purpose, bundles, random);
    this.epochs.start(opened);
    const { body, signature } = opened.signed;
    return { epoch: place.epoch, header: body, signature, wraps: opened.wraps };
  }

  async deposit(epoch: number, madeAt: number): Promise<port.MadeDeposit> {
    const { practice, random } = this.#opening;
    const header = this.epochs.header(epoch);
    const { manifest, custodians } = practice().custodyOf(header.manifestHash);
    const keys = this.epochs.keys(epoch);
    const { signing } = this.#keysIn(header);
    const made = await makeDeposit(signing, this.account, keys, manifest, custodians, madeAt, random);
    return { deposit: made.signed.body, signature: made.signed.signature, sealedShares: made.sealedShares };
  }

  seal({ messageId, clientTime, content }: port.MessageToSeal): port.SealedMessage {
    return this.#seal(messageId, clientTime, this.#complete(content));
  }

  reseal(
    raw: Uint8Array,
    lastCounter: number | null,
  ): port.SealedMessage & { readonly messageId: Uint8Array; readonly content: port.Content } {
    const envelope = this.#ownEnvelope(raw);
    const content = openEnvelope(envelope, this.epochs.keys(envelope.header.epoch));
    if (lastCounter !== null) this.#counter = lastCounter;
    const { messageId, clientTime } = envelope.header;
    return { ...this.#seal(messageId, clientTime, content), messageId, content };
  }

  openOwn(raw: Uint8Array): port.OwnMessage {
    const envelope = this.#ownEnvelope(raw);
    const { messageId, clientTime, instance, epoch, counter } = envelope.header;
    const content = openEnvelope(envelope, this.epochs.keys(epoch));
    return { messageId, clientTime, instance, epoch, counter, content };
  }

  #take(signed: SignedBody): EpochHeader {
    this.#checkKeys(readEpochHeader(signed.body));
    return this.epochs.take(signed);
  }

  async #hold(header: EpochHeader, wrap: Uint8Array): Promise<void> {
    if (!this.epochs.holds(header.epoch)) this.epochs.keep(await this.#unwrap(header, wrap));
  }

  #namesLost(header: EpochHeader): boolean {
    const { bundleHash } = memberOf(header, this.account);
    const own = this.members.person(this.account);
    return own.begunAnewSince(bundleHash) && this.#opening.self().ring.forBundle(own.at(bundleHash).bundle) === null;
  }

  async #unwrap(header: EpochHeader, wrap: Uint8Array): Promise<EpochKeys> {
    const { reader, self, returned } = this.#opening;
    if (reader !== null) return reader.keys(self().ring, header, wrap);
    const given = this.#namesLost(header) ? returned.of(header.hash) : null;
    if (given !== null) return given;
    return unwrapEpoch(this.#keysIn(header).sealing, this.account, header, wrap);
  }

  #checkKeys(header: EpochHeader): void {
    if (!this.members.know(namedBundles(header))) throw new Alarm("untrusted");
  }

  /** This account's keys of the bundle by which an epoch names it. */
  #keysIn(header: EpochHeader): AccountKeys {
    return this.#keysOf(this.members.bundle(this.account, memberOf(header, this.account).bundleHash));
  }

  #keysOf(bundle: Bundle): AccountKeys {
    const keys = this.#opening.self().ring.forBundle(bundle);
    if (keys === null) throw new ProofError("wrong_bundle");
    return keys;
  }

  #generation(manifestHash: Uint8Array): number {
    return this.#opening.practice().generationOf(manifestHash);
  }

  #seal(messageId: Uint8Array, clientTime: number, content: SealedContent): port.SealedMessage {
    const { instance, random, log } = this.#opening;
    const epoch = this.epochs.newest;
    const keys = this.epochs.keys(epoch);
    const seen = this.ledger.newest;
    const counter = this.#counter + 1;
    const header = {
      conversation: this.members.conversation,
      epoch,
      sender: this.account,
      instance,
      counter,
      messageId,
      kind: envelopeKind(content),
      clientTime,
      seenSequence: seen.sequence,
      seenHead: seen.head,
      logSize: log.seen.size,
      logRoot: log.seen.root,
    };
    const { signing } = this.#keysIn(this.epochs.header(epoch));
    const envelope = sealEnvelope(header, content, keys, signing, random);
    this.#counter = counter;
    return { envelope: envelope.raw, epoch, counter };
  }

  #complete(content: port.Content): SealedContent {
    if (content.kind !== "seal") return content;
    const end = this.ledger.endOf(content.session);
    if (end === null) throw new Alarm("wrong_session");
    return { kind: "seal", session: content.session, lastSequence: end.sequence, lastHead: end.head };
  }

  #ownEnvelope(raw: Uint8Array): Envelope {
    const envelope = parseEnvelope(raw);
    if (!equal(envelope.header.sender, this.account)) throw new ProofError("unknown_member");
    same(envelope.header.conversation, this.members.conversation, "foreign_conversation");
    const named = this.epochs.header(envelope.header.epoch);
    verifyEnvelope(envelope, this.#keysIn(named).signing.public);
    return envelope;
  }
}
