import { signal } from "@preact/signals-core";
import { toHex } from "../bytes/hex.ts";
import type { ConversationDocument, ConversationsDocument, DestroyedDocument, Person } from "../protocol/documents.ts";
import type { ServerFrame } from "../protocol/frames.ts";
import { HARMLESS } from "../worker/port.ts";
import type { Member } from "../worker/port.ts";
import { Care } from "./care.ts";
import { depositAnew } from "./custody/anew.ts";
import { Connection } from "./connection.ts";
import { Conversation } from "./conversation.ts";
import { Discretion } from "./discretion.ts";
import { Drafts } from "./drafts.ts";
import type { DeskEvents, DeskPorts, Sitter } from "./desk_ports.ts";
import { accountKey, conversationKey, idBytes } from "./id.ts";
import type { AccountKey, ConversationKey } from "./id.ts";
import { IdleClock } from "./idle.ts";
import { mailOf } from "./mail/mail.ts";
import type { Mail } from "./mail/mail.ts";
import type { Refusal } from "./ports.ts";
import { Mailbox } from "./mail/mailbox.ts";
import { ofAccount } from "./of_account.ts";
import { Pins } from "./pins.ts";
import { RecordLog } from "./record_log.ts";
import { Room } from "./room.ts";
import { itemOf, sorted } from "./roster.ts";
import type { Roster } from "./roster.ts";
import { SealedSettings } from "./sealed_settings.ts";
import { Serial } from "./serial.ts";
import { unreadCount } from "./unread.ts";
import type { Unread } from "./unread.ts";

export type { DeskEvents, DeskPorts, Sitter } from "./desk_ports.ts";

const REFRESH_MS = 10_000;

/** Everything of a person who is signed in: their conversations and the line to the service. It goes as a whole at sign-out. */
export class Desk {
  readonly me: AccountKey;
  readonly role: string;
  /** The practice has suspended the account: clients read, everyone else has their notices and Me. */
  readonly suspended: boolean;
  readonly roster = signal<Roster>({ kind: "loading" });
  readonly outdated = signal(false);
  readonly destroyed = signal<readonly DestroyedDocument[]>([]);
  /** The message center. */
  readonly mail: Mail;
  readonly mailbox: Mailbox;
  readonly connection: Connection;
  readonly idle: IdleClock;
  readonly drafts: Drafts;
  readonly settings: SealedSettings;
  readonly discretion: Discretion;
  readonly care: Care;
  readonly log: RecordLog;
  readonly #pins: Pins;
  readonly #rooms = new Map<ConversationKey, Room>();
  readonly #documents = new Map<ConversationKey, ConversationDocument>();
  readonly #followed = new Set<ConversationKey>();
  readonly #ports: DeskPorts;
  readonly #events: DeskEvents;
  readonly #instance: Uint8Array;
  readonly #serial = new Serial();
  #trusted = false;
  #begun = false;
  #ended = false;
  #cancel: () => void = () => undefined;

  constructor(ports: DeskPorts, sitter: Sitter, instance: Uint8Array, events: DeskEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#instance = instance;
    this.me = accountKey(sitter.account);
    this.role = sitter.role;
    this.suspended = sitter.suspended === true;
    const { open, clock, jitter } = ports;
    const trust = (again: boolean): Promise<boolean> =>
      this.#trusted && !again ? Promise.resolve(true) : this.#trust();
    this.mail = mailOf(ports, this.me, trust);
    const { account } = sitter;
    this.connection = new Connection({ open, clock, jitter, account, instance, events: this.#lineEvents() });
    this.idle = this.#idleClock();
    const { crypto, identity, drafts } = ports;
    this.settings = new SealedSettings({ crypto, identity });
    this.discretion = new Discretion(this.settings);
    this.#pins = new Pins(this.settings);
    this.log = new RecordLog({ crypto, http: ports.http, settings: this.settings, clock });
    this.care = new Care({ crypto, http: ports.http, service: identity, settings: this.settings, clock });
    const enter = (key: ConversationKey): Room | null => this.enter(key);
    const { roster, discretion } = this;
    this.mailbox = new Mailbox({ http: ports.mail, crypto, clock, random: ports.random, roster, enter, discretion });
    this.drafts = new Drafts({ me: this.me, crypto, service: identity, store: drafts, clock });
  }

  /** Connects and reads the list. */
  start(): void {
    this.idle.start();
    if (this.suspended && this.role !== "client") {
      this.roster.value = { kind: "ready", items: [], stale: false };
      return;
    }
    this.#begun = true;
    this.connection.start();
    void this.drafts.load();
    void this.refresh();
  }

  /** Reads the list anew, and again in a while. */
  refresh(): Promise<void> {
    return this.#serial.run(async () => {
      this.#cancel();
      if (this.#ended) return;
      await this.#read();
      this.#cancel = this.#ports.clock.after(REFRESH_MS, () => void this.refresh());
    });
  }

  /** Tries at once: the network came back, or the page is looked at again. */
  hurry(): void {
    if (!this.#begun) return;
    this.connection.hurry();
    void this.refresh();
    void this.drafts.load();
  }

  /** The room of a conversation, followed from now on; null when there is no such conversation. */
  enter(key: ConversationKey): Room | null {
    const room = this.#rooms.get(key);
    if (room === undefined) return null;
    if (!this.#followed.has(key)) {
      this.#followed.add(key);
      if (this.connection.line.peek().kind === "live") room.resume();
    }
    return room;
  }

  /** Opens a conversation anew: keys came that open more of it. */
  reopen(key: ConversationKey): Promise<void> {
    this.#leave(key);
    return this.refresh();
  }

  /** Every conversation of the list that can be opened, followed or not. */
  get rooms(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  /** What is being written is sealed before anything else: whoever ends the desk wipes the keys behind it. */
  end(): void {
    this.#ended = true;
    this.drafts.end();
    this.idle.end();
    this.log.end();
    this.#cancel();
    this.connection.end();
    for (const { search } of this.#rooms.values()) search.close();
    this.#rooms.clear();
  }

  async #read(): Promise<void> {
    if ((!this.#trusted || this.settings.manifestBehind) && !(await this.#trust())) return;
    const answer = await this.#ports.http.conversations();
    if (!answer.ok) {
      this.#failed(answer.refusal);
      return;
    }
    await this.#list(answer.value);
  }

  /** The practice must prove to be the one that this account is pinned to, before anything of it is believed (crypto.md §4.2). */
  async #trust(): Promise<boolean> {
    const { http } = this.#ports;
    const [practice, own, remembered] = await Promise.all([http.practice(), http.ownBundle(), this.#pins.load()]);
    if (!practice.ok) {
      this.#failed(practice.refusal);
      return false;
    }
    if (!own.ok || !isVouchedFor(own.value)) {
      if (own.ok || own.refusal.kind === "refused") this.roster.value = { kind: "waiting" };
      else this.#failed(own.refusal);
      return false;
    }
    // Whom this person met, and the latest custodians that they saw: nothing is believed without it (crypto.md §3.11).
    if (!remembered) {
      this.#failed({ kind: "unreachable" });
      return false;
    }
    const trusted = await this.#ports.crypto.trustPractice(practice.value);
    if (trusted.ok) this.settings.sawManifest(trusted.value.manifestGeneration);
    if (!trusted.ok) this.roster.value = { kind: "untrusted", reason: trusted.reason };
    else if (!this.#trusted) {
      void depositAnew(this.#ports);
      void this.log.watch();
    }
    this.#trusted = trusted.ok;
    return trusted.ok;
  }

  async #list(answer: ConversationsDocument): Promise<void> {
    for (const document of answer.conversations) await this.#meet(document, answer.people);
    this.#forget(new Set(answer.conversations.map(({ conversation }) => conversationKey(conversation))));
    // Tried again with the next reading of the list, when it does not come about now.
    const conversations = [...this.#rooms.values()].map(({ conversation }) => conversation);
    void this.#pins.meet(conversations.flatMap(({ others }) => others)).then(() => {
      // What is kept may have been read anew.
      for (const conversation of conversations)
        if (this.#anyoneChanged(conversation)) conversation.changed.value = true;
    });
    this.destroyed.value = answer.destroyed ?? [];
    const items = [...this.#documents].flatMap(([key, document]) => {
      const room = this.#rooms.get(key);
      return room === undefined ? [] : [itemOf(document, room.conversation)];
    });
    this.roster.value = { kind: "ready", items: sorted(items), stale: false };
    if (this.role === "client")
      void this.care.proceed({ documents: this.#documents, halted: (key) => this.#halted(key) });
  }

  /** What the service does not list any more is somebody else's now. */
  #forget(listed: ReadonlySet<ConversationKey>): void {
    for (const key of [...this.#documents.keys()]) if (!listed.has(key)) this.#leave(key);
  }

  #leave(key: ConversationKey): void {
    this.#rooms.get(key)?.search.close();
    this.#rooms.get(key)?.cut();
    this.#documents.delete(key);
    this.#rooms.delete(key);
    this.#followed.delete(key);
  }

  #halted(key: ConversationKey): boolean {
    return this.#rooms.get(key)?.conversation.halted ?? true;
  }

  async #meet(document: ConversationDocument, people: readonly Person[]): Promise<void> {
    const key = conversationKey(document.conversation);
    this.#documents.set(key, document);
    if (!this.#rooms.has(key)) await this.#open(key, document, people);
    await this.#close(key, document);
  }

  /** What the service says of its end has to be signed by one who may say so. */
  async #close(key: ConversationKey, { conversation: id, closing: signed }: ConversationDocument): Promise<void> {
    const conversation = this.#rooms.get(key)?.conversation;
    if (signed === null || conversation?.closing.peek() !== null) return;
    const read = await this.#ports.crypto.readClosing(id, signed);
    if (read.ok) conversation.closing.value = read.value;
    else if (!HARMLESS.has(read.reason)) conversation.stop(read.reason);
  }

  async #open(key: ConversationKey, document: ConversationDocument, people: readonly Person[]): Promise<void> {
    let opened = await this.#ports.crypto.openConversation(document, people);
    // The match may name custodians who came after the practice's document was read.
    if (!opened.ok && opened.reason === "untrusted" && (await this.#trust())) {
      opened = await this.#ports.crypto.openConversation(document, people);
    }
    // Whoever reads what was before them reads it as their client's.
    const members = opened.ok ? opened.value.members.filter(({ self }) => !self) : [];
    const other = members.find((member) => !document.reading || member.role === "client");
    const role = other?.role ?? (this.role === "client" ? "therapist" : "client");
    const account = other === undefined ? ("" as AccountKey) : accountKey(other.account);
    const conversation = new Conversation(key, { account, role }, document.reading);
    if (opened.ok) this.#recognise(conversation, opened.value.members);
    else conversation.stop(opened.reason);
    conversation.ownRead.value = document.read;
    this.#rooms.set(key, this.#furnish(conversation, document.sequence));
  }

  #furnish(conversation: Conversation, start: number): Room {
    const { crypto, store, clock, random } = this.#ports;
    const place = { connection: this.connection, me: this.me, instance: toHex(this.#instance), start };
    const trust = (): Promise<boolean> => this.#renew(conversation);
    const { discretion } = this;
    return new Room({ conversation, crypto, store, clock, random, ...place, trust, discretion });
  }

  /** The practice, and everyone's keys: the record names custodians or bundles that were not shown (crypto.md §4.6, §7.1). */
  async #renew(conversation: Conversation): Promise<boolean> {
    const answer = await this.#ports.http.conversations();
    if (!answer.ok) {
      this.#failed(answer.refusal);
      return false;
    }
    if (!(await this.#trust())) return false;
    const renewed = await this.#ports.crypto.renewMembers(idBytes(conversation.key), answer.value.people);
    if (renewed.ok) this.#recognise(conversation, renewed.value);
    else if (!HARMLESS.has(renewed.reason)) conversation.stop(renewed.reason);
    return renewed.ok && !conversation.halted;
  }

  /** Everyone must be who they were: newer keys halt the conversation, others stop it (crypto.md §4.6). */
  #recognise(conversation: Conversation, members: readonly Member[]): void {
    conversation.members.value = members;
    const standings = conversation.others.map((member) => this.#pins.standing(member));
    if (standings.includes("stale")) conversation.stop("stale_bundle");
    if (standings.includes("changed")) conversation.changed.value = true;
  }

  #anyoneChanged(conversation: Conversation): boolean {
    return conversation.others.some((member) => this.#pins.standing(member) === "changed");
  }

  /** The person has seen that these are the keys now, and goes on; false when that cannot be kept now. Yet newer ones halt again. */
  async goOn(room: Room, shown: readonly Member[]): Promise<boolean> {
    const kept = await this.#pins.accept(shown.filter(({ self }) => !self));
    if (!kept) return false;
    const { conversation } = room;
    conversation.changed.value = this.#anyoneChanged(conversation);
    void room.posting.pump();
    return true;
  }

  #failed(refusal: Refusal): void {
    if (refusal.kind === "refused" && refusal.status === 401) {
      this.#events.signedOut(this.idle.ending(refusal.reason));
      return;
    }
    if (refusal.kind === "refused" && refusal.code === "uncertified") {
      this.roster.value = { kind: "waiting" };
      return;
    }
    const now = this.roster.peek();
    if (now.kind === "ready") this.roster.value = { ...now, stale: true };
    else this.roster.value = { kind: "failed", offline: refusal.kind === "unreachable" };
  }

  #lineEvents(): ConstructorParameters<typeof Connection>[0]["events"] {
    return {
      lasts: (left, cap) => {
        this.idle.heard(left, cap);
      },
      live: () => {
        this.idle.live();
        void this.drafts.load();
        for (const key of this.#followed) this.#rooms.get(key)?.resume();
        const { kind } = this.roster.peek();
        if (kind !== "ready") void this.refresh();
      },
      cut: () => {
        for (const key of this.#followed) this.#rooms.get(key)?.cut();
      },
      frame: (frame) => {
        this.#dispatch(frame);
      },
      signedOut: (ending) => {
        this.#events.signedOut(ending);
      },
      outdated: () => {
        this.outdated.value = true;
      },
    };
  }

  #idleClock(): IdleClock {
    return new IdleClock({
      clock: this.#ports.clock,
      tell: (frame) => {
        if (this.connection.line.peek().kind === "live") this.connection.tell(frame);
        else void this.#tellWithoutSocket(frame.age);
      },
      ask: async () => ofAccount(this.me, await this.#ports.http.session()),
      warned: () => void this.drafts.flush(),
      ended: (ending) => {
        this.#events.signedOut(ending);
      },
    });
  }

  /** Staff who have yet to set a second factor up get no socket, and a network may let requests through and no sockets. */
  async #tellWithoutSocket(age: number | null): Promise<void> {
    const answer = ofAccount(this.me, await this.#ports.http.activity(age));
    if (this.#ended) return;
    if (answer.ok) this.idle.heard(answer.value.left, answer.value.cap);
    else if (answer.refusal.kind === "refused" && answer.refusal.status === 401) this.#failed(answer.refusal);
  }

  /** Whatever has changed of the notices, the service counts: then they are read anew. What came may be of a new conversation. */
  #counted(unread: Unread): void {
    const before = this.mail.unread.peek();
    this.mail.unread.value = unread;
    void this.mail.notices.load();
    if (before !== null && unreadCount(unread) > unreadCount(before)) void this.refresh();
  }

  #dispatch(frame: ServerFrame): void {
    if (frame.t === "closed") void this.refresh();
    if (frame.t === "unread") this.#counted({ letters: frame.letters, notices: frame.notices });
    if ("conversation" in frame) this.#rooms.get(conversationKey(frame.conversation))?.take(frame);
  }
}

/** Keys that were begun anew are nobody's before a certifier vouches for them, whatever the lost ones were (crypto.md §4.7). */
function isVouchedFor({ certificate, predecessorSignature, earlier }: Person): boolean {
  if (certificate !== null) return true;
  return predecessorSignature !== null && earlier.some((each) => each.certificate !== null);
}
