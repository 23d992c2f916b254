import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { ID_BYTES } from "../crypto/checks.ts";
import { type Match, namedParticipants, type Participant } from "../crypto/match.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { safetyNumber } from "../crypto/safety.ts";
import type { Named, Succession } from "../crypto/succession.ts";
import type { CertifiedBundle } from "../crypto/trust.ts";
import type { Vault } from "../crypto/vault.ts";
import type { ConversationDocument, Person, PracticeDocument, SignedBody } from "../protocol/documents.ts";
import type { EpochFrame, TranscriptEntry } from "../protocol/frames.ts";
import type { LogAdvance, LogWitnessed, OwnLeaf } from "../protocol/record_log.ts";
import { Alarm } from "./alarm.ts";
import { openCard, sealCard } from "./card.ts";
import * as custody from "./custody.ts";
import type * as custodyPort from "./custody_port.ts";
import * as intake from "./intake.ts";
import * as matching from "./matching.ts";
import type * as matchingPort from "./matching_port.ts";
import * as notices from "./notices.ts";
import type * as noticesPort from "./notices_port.ts";
import type { CardContent, Holder, MadeCard, OpenedCard } from "./key_life.ts";
import { readClosing, shareHistory, signChangeRequest, signClosing } from "./care.ts";
import { Conversation } from "./conversation.ts";
import { HistoryReader } from "./history_reader.ts";
import { RetentionDesk } from "./retention_desk.ts";
import type { Promised } from "./ledger.ts";
import { Members } from "./members.ts";
import type { Plain } from "./plain.ts";
import type * as port from "./port.ts";
import { Practice } from "./practice.ts";
import * as ordering from "./ordering.ts";
import { openEntries } from "./reading.ts";
import { type AttestedHead, type LogHead, RecordLog, type WitnessStandings } from "./record_log.ts";
import { signService } from "./services.ts";

type AskedOfNotices<M extends keyof noticesPort.NoticesPort> = Parameters<noticesPort.NoticesPort[M]>[0];
type AskedOfCustody<M extends keyof custodyPort.CustodyPort> = Parameters<custodyPort.CustodyPort[M]>[0];
type Asked<M extends keyof matchingPort.MatchingPort> = Parameters<matchingPort.MatchingPort[M]>[0];

/** The worker's side of the port (port.ts says what each method does). Alarms are thrown; serve.ts makes outcomes of them. */
export class CryptoDesk extends RetentionDesk implements Plain<port.CryptoPort> {
  readonly #instance: Uint8Array;
  readonly #log: RecordLog;
  readonly #conversations = this.conversations;
  #practice: Practice | null = null;

  constructor(service: string, random: Random) {
    super(service, random);
    this.#instance = drawn(random, ID_BYTES);
    this.#log = new RecordLog(service);
  }

  instance(): Uint8Array {
    return this.#instance;
  }

  async trustPractice(document: PracticeDocument): Promise<{ manifestGeneration: number | null }> {
    const { vault } = this.keeper.unlocked;
    this.#practice = await Practice.trust(document, vault.rootFingerprint, this.#practice, this.keeper);
    return { manifestGeneration: this.#practice.manifestGeneration };
  }

  async openConversation(document: ConversationDocument, people: readonly Person[]): Promise<port.OpenedConversation> {
    const { opened, members } = await this.#conversations.open(document.conversation, () =>
      this.#open(document, people),
    );
    return { members, genesis: opened.genesis };
  }

  renewMembers(conversation: Uint8Array, people: readonly Person[]): Promise<readonly port.Member[]> {
    return this.#conversations.in(conversation, async (opened) => {
      opened.members.renew(await this.#successions(people, opened.match.participants));
      return this.#members(opened, opened.reading);
    });
  }

  learnEpoch(frame: EpochFrame): Promise<port.LearntEpoch> {
    return this.#conversations.in(frame.conversation, (conversation) => conversation.learn(frame));
  }

  startEpoch(request: Parameters<port.CryptoPort["startEpoch"]>[0]): Promise<port.EpochOpening> {
    return this.#conversations.in(request.conversation, (conversation) =>
      conversation.startEpoch(request.kind, request.session, request.now),
    );
  }

  makeDeposit(conversation: Uint8Array, epoch: number, now: number): Promise<port.MadeDeposit> {
    return this.#conversations.in(conversation, (opened) => opened.deposit(epoch, now));
  }

  seal(conversation: Uint8Array, message: port.MessageToSeal): port.SealedMessage {
    return this.#conversations.get(conversation).seal(message);
  }

  reseal(
    conversation: Uint8Array,
    envelope: Uint8Array,
    lastCounter: number | null,
  ): ReturnType<Conversation["reseal"]> {
    return this.#conversations.get(conversation).reseal(envelope, lastCounter);
  }

  openOwn(conversation: Uint8Array, envelope: Uint8Array): port.OwnMessage {
    return this.#conversations.get(conversation).openOwn(envelope);
  }

  openEntries(
    conversation: Uint8Array,
    anchor: Uint8Array,
    entries: readonly TranscriptEntry[],
  ): Promise<port.OpenedEntries> {
    return this.#conversations.in(conversation, (opened) => openEntries(opened, anchor, entries));
  }

  acknowledge(conversation: Uint8Array, sequence: number, promised: Promised): Promise<null> {
    return this.#conversations.in(conversation, (opened) => {
      opened.ledger.acknowledge(sequence, promised);
      return null;
    });
  }

  safetyNumber(conversation: Uint8Array): readonly string[] {
    const { members } = this.#conversations.get(conversation);
    const keys = members.bundles.map((bundle) => bundle.signingPublic);
    return safetyNumber(this.#trusted().root.fingerprint, keys);
  }

  signClosing(conversation: Uint8Array, reason: port.ClosingReason, now: number): SignedBody {
    return signClosing(this.#conversations.get(conversation), reason, now);
  }

  readClosing(conversation: Uint8Array, signed: SignedBody): Promise<port.ReadClosing> {
    return this.#conversations.in(conversation, (opened) => readClosing(opened, this.#trusted(), signed));
  }

  signChangeRequest(request: Parameters<port.CryptoPort["signChangeRequest"]>[0]): SignedBody {
    const { conversation, history, now } = request;
    const opened = this.#conversations.get(conversation);
    return signChangeRequest(opened, { request: drawn(this.random, ID_BYTES), history, madeAt: now });
  }

  shareHistory(request: Parameters<port.CryptoPort["shareHistory"]>[0]): Promise<port.MadeHistory | null> {
    const next = this.#conversations.get(request.next);
    return this.#conversations.in(request.conversation, (opened) =>
      shareHistory(opened, next, request.wraps, request.now, this.random),
    );
  }

  sealContactCard(request: Parameters<port.CryptoPort["sealContactCard"]>[0]): Promise<MadeCard> {
    return sealCard(this.keeper, this.#trusted(), request, this.random);
  }

  openContactCard(request: Parameters<port.CryptoPort["openContactCard"]>[0]): Promise<OpenedCard> {
    return openCard(this.keeper, this.#trusted(), request);
  }

  sealIntake(request: Asked<"sealIntake">): Promise<matchingPort.MadeIntake> {
    return intake.sealIntake(this.keeper, this.#trusted(), request, this.random);
  }

  openIntake(request: Asked<"openIntake">): Promise<matchingPort.OpenedIntake> {
    return intake.openIntake(this.keeper, this.#trusted(), request);
  }

  readIntake(request: Asked<"readIntake">): Promise<matchingPort.IntakeContent> {
    return intake.readIntake(this.keeper, this.#trusted(), request);
  }

  readContactCard(request: Asked<"readContactCard">): Promise<CardContent> {
    return intake.readContactCard(this.keeper, this.#trusted(), request);
  }

  fingerprintOf(person: Person): Promise<readonly string[]> {
    return matching.fingerprintOf(person);
  }

  certify(request: Asked<"certify">): Promise<SignedBody> {
    return matching.certifyPerson(this.keeper, this.#trusted(), request);
  }

  propose(request: Asked<"propose">): Promise<matchingPort.MadeProposal> {
    return matching.proposeMatch(this.keeper, this.#trusted(), request, this.random);
  }

  sealUpdate(request: Asked<"sealUpdate">): Promise<matchingPort.NoticeToSend> {
    return matching.sealUpdate(this.keeper, this.#trusted(), request, this.random);
  }

  signProfile(request: Asked<"signProfile">): SignedBody {
    return matching.signProfile(this.keeper, request);
  }

  readProfile(profile: SignedBody, therapist: Person): Promise<matchingPort.VerifiedProfile> {
    return matching.readProfile(this.#trusted(), profile, therapist);
  }

  readChange(change: SignedBody, client: Person): ReturnType<typeof matching.readChange> {
    return matching.readChange(this.#trusted(), change, client);
  }

  openNotices(request: AskedOfNotices<"openNotices">): Promise<readonly noticesPort.ReadNotice[]> {
    return notices.openNotices(this.keeper, this.#trusted(), request);
  }

  answerNotice(request: AskedOfNotices<"answerNotice">): SignedBody {
    return notices.answerNotice(this.keeper, request);
  }

  sealNotice(request: AskedOfNotices<"sealNotice">): ReturnType<typeof notices.sealNotice> {
    return notices.sealNotice(this.keeper, this.#trusted(), request, this.random);
  }

  depositAnew(request: AskedOfCustody<"depositAnew">): Promise<readonly custodyPort.RenewedDeposit[]> {
    return custody.depositAnew(this.keeper, this.#trusted(), request, this.random);
  }

  readOrders(request: AskedOfCustody<"readOrders">): Promise<custodyPort.ReadOrders> {
    return custody.readOrders(this.#trusted(), request);
  }

  checkOrder(request: AskedOfCustody<"checkOrder">): Promise<custodyPort.CheckedOrder> {
    return custody.checkOrder(this.keeper, this.#trusted(), request);
  }

  approveOrder(request: AskedOfCustody<"approveOrder">): Promise<Uint8Array> {
    return custody.approveOrder(this.keeper, this.#trusted(), request);
  }

  giveShares(request: AskedOfCustody<"giveShares">): Promise<custodyPort.GivenShares> {
    return custody.giveShares(this.keeper, this.#trusted(), request, this.random);
  }

  answerOrder(request: AskedOfCustody<"answerOrder">): SignedBody {
    return custody.answerOrder(this.keeper, request);
  }

  readOrderables(request: AskedOfCustody<"readOrderables">): Promise<readonly custodyPort.Orderable[]> {
    return custody.readOrderables(this.#trusted(), request);
  }

  orderDrill(request: AskedOfCustody<"orderDrill">): Promise<custodyPort.MadeOrder> {
    return ordering.orderDrill(this.keeper, this.#trusted(), request, this.random);
  }

  orderEmergency(request: AskedOfCustody<"orderEmergency">): Promise<custodyPort.MadeOrder> {
    return ordering.orderEmergency(this.keeper, this.#trusted(), request, this.random);
  }

  openOrder(request: AskedOfCustody<"openOrder">): Promise<custodyPort.OpenedOrder> {
    return custody.openOrder(this.keeper, this.#trusted(), request);
  }

  signService(request: AskedOfNotices<"signService">): ReturnType<typeof signService> {
    return signService(this.keeper, this.#trusted(), request, this.random);
  }

  rememberLog(head: LogHead): null {
    if (head.size > 0) this.#log.attest("settings", { ...head, own: true });
    return null;
  }

  advanceLog(advance: LogAdvance): LogHead {
    return this.#log.advance(advance, this.#trusted().system);
  }

  watchWitnesses(shown: LogWitnessed, least: number | null, now: number): WitnessStandings {
    return this.#log.witnessed(shown, this.#trusted().root, least, now);
  }

  logStanding(): { readonly seen: LogHead; readonly attested: readonly AttestedHead[] } {
    const { seen, attested } = this.#log;
    return { seen, attested };
  }

  confirmLog(head: AttestedHead, advance: LogAdvance): boolean {
    return this.#log.confirm(head, advance, this.#trusted().system);
  }

  proveLeaves(leaves: readonly OwnLeaf[]): null {
    this.#log.prove(leaves);
    return null;
  }

  override wipe(): null {
    this.#close();
    return super.wipe();
  }

  /** Nothing of whoever was here before stays open. */
  protected override async enter(holder: Holder, vault: Vault): Promise<void> {
    await super.enter(holder, vault);
    this.#close();
  }

  #close(): void {
    this.dropCopy();
    this.#conversations.close();
    this.returned.wipe();
    this.#log.wipe();
    this.#practice = null;
  }

  async #open(
    document: ConversationDocument,
    people: readonly Person[],
  ): Promise<{ readonly opened: Conversation; readonly members: readonly port.Member[] }> {
    const practice = this.#trusted();
    const named = namedParticipants(document.match);
    const successions = await this.#successions(people, named);
    const first = new Map(named.map(({ account, bundleHash }) => [toHex(account), bundleHash]));
    const certified = successions.flatMap((person) => atMatch(person, first));
    const match = practice.match(document.match, new Map(certified));
    if (toHex(match.conversation) !== toHex(document.conversation)) throw new ProofError("foreign_conversation");
    const members = new Members(match.conversation, first, successions);
    const opened = new Conversation({
      match,
      members,
      practice: () => this.#trusted(),
      self: () => this.keeper.unlocked,
      instance: this.#instance,
      random: this.random,
      log: this.#log,
      reader: document.reading ? await this.#reader(match, members, people, document.grants) : null,
      returned: this.returned,
    });
    return { opened, members: this.#members(opened, document.reading) };
  }

  /** By what this account reads where it does not take part: its own keys are shown beside those of who does. */
  async #reader(
    match: Match,
    members: Members,
    people: readonly Person[],
    grants: readonly SignedBody[],
  ): Promise<HistoryReader> {
    const self = this.keeper.unlocked;
    const person = people.find(({ account }) => equal(account, self.account));
    if (person === undefined) throw new ProofError("unknown_member");
    const own = await this.#trusted().succession(person);
    if (own.newest.role !== self.role) throw new ProofError("unlawful_role");
    return new HistoryReader(match, members, own, grants);
  }

  /** Only of those whom the match names: another's broken certificate stops the other's conversation, not this one. */
  async #successions(people: readonly Person[], named: readonly Participant[]): Promise<readonly Succession[]> {
    const practice = this.#trusted();
    const wanted = new Set(named.map(({ account }) => toHex(account)));
    const certified = people.filter(({ account, certificate }) => wanted.has(toHex(account)) && certificate !== null);
    const successions: Succession[] = [];
    for (const person of certified) successions.push(await practice.succession(person));
    return successions;
  }

  #members({ match, members }: Conversation, reading: boolean): readonly port.Member[] {
    const self = this.keeper.unlocked;
    if (!reading) this.#checkSelf(match, members);
    return match.participants.map(({ account, role, bundleHash: first }) => {
      const { hash: bundleHash, generation } = members.newest(account);
      return {
        account,
        role,
        self: equal(account, self.account),
        bundleHash,
        generation,
        matched: equal(bundleHash, first),
        begunAnew: members.person(account).begunAnewSince(first),
      };
    });
  }

  #checkSelf(match: Match, members: Members): void {
    const self = this.keeper.unlocked;
    // The server could name another's bundle as ours: then we should seal what we cannot read.
    if (self.ring.forBundle(members.newest(self.account)) === null) throw new ProofError("wrong_bundle");
    // It could name staff clients, whose wraps are weaker (crypto.md §3.8).
    const own = match.participants.find(({ account }) => equal(account, self.account));
    if (own?.role !== self.role) throw new ProofError("unlawful_role");
  }

  protected override trusted(): Practice {
    return this.#trusted();
  }

  #trusted(): Practice {
    this.keeper.checkUnlocked();
    if (this.#practice === null) throw new Alarm("untrusted");
    return this.#practice;
  }
}

/** The certified bundle by which a match names a person; nothing when it names another one. */
function atMatch(person: Succession, first: Named): readonly (readonly [string, CertifiedBundle])[] {
  const account = toHex(person.newest.bundle.account);
  const bundleHash = first.get(account);
  return bundleHash === undefined ? [] : [[account, person.at(bundleHash)]];
}
