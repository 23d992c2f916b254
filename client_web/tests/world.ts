import { webcrypto } from "node:crypto";
import { toHex } from "../src/bytes/hex.ts";
import { type AccountKeys, accountKeys } from "../src/crypto/account.ts";
import { writeActivation } from "../src/crypto/activation.ts";
import { type Bundle, makeBundle, verifyBundle } from "../src/crypto/bundle.ts";
import { cosignManifest, makeManifest, makeNextManifest, readManifest } from "../src/crypto/manifest.ts";
import { genesis, makeMatch } from "../src/crypto/match.ts";
import { sha256 } from "../src/crypto/hashing.ts";
import { type SignedBody, SigningKey } from "../src/crypto/signing.ts";
import {
  certify,
  certifyAnew,
  CertifiedBundle,
  Certifier,
  delegate,
  PinnedRoot,
  type Role,
  rootFingerprint,
} from "../src/crypto/trust.ts";
import { type Entry, nextHead } from "../src/crypto/transcript.ts";
import type { ConversationDocument, Person, PracticeDocument } from "../src/protocol/documents.ts";
import type { EpochFrame } from "../src/protocol/frames.ts";
import { connect } from "../src/worker/connect.ts";
import { CryptoDesk } from "../src/worker/desk.ts";
import type { Answer, Call, CryptoPort, EpochOpening, Outcome } from "../src/worker/port.ts";
import { serve } from "../src/worker/serve.ts";
import { SERVICE } from "../src/worker/service.ts";

/** A small practice in memory: the simulator that the worker's tests speak with. Nothing here is patched or pretended. */

export const NOW = 1_764_000_000_000;
export const PASSWORD = "correct horse";
export const NUMBERS = { client: "1000000005", therapist: "2000000003", intake: "2000000003" };
type Numbered = keyof typeof NUMBERS;

export const random = (length: number): Uint8Array => webcrypto.getRandomValues(new Uint8Array(length));

/** A worker without a thread: the same desk and the same serving, and every message really cloned. */
export function startWorker(): CryptoPort {
  let receive: ((answer: Answer) => void) | null = null;
  const take = serve(new CryptoDesk(SERVICE, random), (answer) => receive?.(structuredClone(answer)));
  return connect({
    post: (call: Call) => {
      take(structuredClone(call));
    },
    listen: (listener) => {
      receive = listener;
    },
  });
}

/** The value of an outcome that must be one. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`alarm: ${outcome.reason}`);
  return outcome.value;
}

/** The reason of an outcome that must be an alarm. */
export function reason(outcome: Outcome<unknown>): string {
  return outcome.ok ? "ok" : outcome.reason;
}

interface Held {
  readonly account: Uint8Array;
  readonly keys: AccountKeys;
  readonly signed: SignedBody;
  readonly bundle: Bundle;
}

export async function person(secret = random(32), account = random(16)): Promise<Held> {
  const keys = await accountKeys(secret);
  const signed = makeBundle(keys, account, NOW);
  return { account, keys, signed, bundle: await verifyBundle(signed) };
}

/** Root, one certifier, three custodians of whom two are needed. */
export class TestPractice {
  readonly root: SigningKey;
  readonly #intake: Held;
  readonly #certifier: Certifier;
  readonly #custodians: readonly Held[];
  readonly document: PracticeDocument;

  private constructor(
    root: SigningKey,
    intake: Held,
    certifier: Certifier,
    custodians: readonly Held[],
    document: PracticeDocument,
  ) {
    this.root = root;
    this.#intake = intake;
    this.#certifier = certifier;
    this.#custodians = custodians;
    this.document = document;
  }

  static async found(): Promise<TestPractice> {
    const root = new SigningKey(random(32));
    const pinned = PinnedRoot.pin(root.public, rootFingerprint(root.public));
    const intake = await person();
    const delegation = delegate(root, intake.bundle, NOW - 1000, NOW + 1_000_000);
    const certifier = await Certifier.verify(delegation, intake.signed, pinned);
    const custodians = await Promise.all([person(), person(), person()]);
    const manifest = makeManifest(
      root,
      custodians.map(({ bundle }) => bundle),
      2,
      NOW,
    );
    const bare = new TestPractice(root, intake, certifier, custodians, {} as PracticeDocument);
    return new TestPractice(root, intake, certifier, custodians, {
      root: root.public,
      delegations: [delegation],
      certifiers: [bare.certified(intake.signed, intake.bundle, "intake")],
      manifest: { ...manifest, cosignatures: [] },
      earlier: [],
      custodians: custodians.map(({ signed, bundle }) => bare.certified(signed, bundle, "custodian")),
      system: [],
    });
  }

  get fingerprint(): Uint8Array {
    return rootFingerprint(this.root.public);
  }

  certified(signed: SignedBody, bundle: Bundle, role: Role): Person {
    const certificate = certify(this.#intake.keys.signing, this.#certifier, bundle, role, NOW);
    return { account: bundle.account, role, bundle: signed, certificate, predecessorSignature: null, earlier: [] };
  }

  /** Somebody whose lost keys these others, begun anew, replaced. */
  begunAnew(before: Person, signed: SignedBody, bundle: Bundle, role: Role): Person {
    const certificate = certifyAnew(this.#intake.keys.signing, this.#certifier, bundle, role, NOW);
    const earlier = [before, ...before.earlier];
    return { account: bundle.account, role, bundle: signed, certificate, predecessorSignature: null, earlier };
  }

  /** The practice with one more certifier, by the root's word. */
  async appoint(certifier: Person): Promise<TestPractice> {
    const delegation = delegate(this.root, await verifyBundle(certifier.bundle), NOW - 1000, NOW + 1_000_000);
    return new TestPractice(this.root, this.#intake, this.#certifier, this.#custodians, {
      ...this.document,
      delegations: [...this.document.delegations, delegation],
      certifiers: [...this.document.certifiers, certifier],
    });
  }

  /** The practice after a change of the threshold, to which two custodians agreed. */
  successor(): TestPractice {
    const { manifest } = this.document;
    if (manifest === null) throw new Error("no custodians");
    const bundles = this.#custodians.map(({ bundle }) => bundle);
    const next = makeNextManifest(this.root, bundles, 3, NOW, readManifest(manifest.body));
    const cosignatures = this.#custodians
      .slice(0, 2)
      .map(({ account, keys }) => cosignManifest(keys.signing, account, next));
    const document = { ...this.document, manifest: { ...next, cosignatures }, earlier: [manifest] };
    return new TestPractice(this.root, this.#intake, this.#certifier, this.#custodians, document);
  }

  /** The practice after other custodians were named, to which two of those before agreed. Two of them open. */
  async keptBy(people: readonly Person[]): Promise<TestPractice> {
    const { manifest } = this.document;
    if (manifest === null) throw new Error("no custodians");
    const bundles = await Promise.all(people.map(({ bundle }) => verifyBundle(bundle)));
    const next = makeNextManifest(this.root, bundles, 2, NOW, readManifest(manifest.body));
    const cosignatures = this.#custodians
      .slice(0, 2)
      .map(({ account, keys }) => cosignManifest(keys.signing, account, next));
    const document = { ...this.document, manifest: { ...next, cosignatures }, earlier: [manifest], custodians: people };
    return new TestPractice(this.root, this.#intake, this.#certifier, this.#custodians, document);
  }

  /** The practice with a service that signs for itself. */
  served(system: Held): TestPractice {
    const shown = [...this.document.system, this.certified(system.signed, system.bundle, "system")];
    return new TestPractice(this.root, this.#intake, this.#certifier, this.#custodians, {
      ...this.document,
      system: shown,
    });
  }

  async match(people: readonly Person[], conversation = random(16)): Promise<ConversationDocument> {
    const certified = await Promise.all(
      people.map(({ bundle, certificate }) => {
        if (certificate === null) throw new Error("uncertified");
        return CertifiedBundle.verify(certificate, bundle, this.#certifier);
      }),
    );
    const manifestHash = sha256(this.document.manifest?.body ?? new Uint8Array());
    const match = makeMatch(this.#intake.keys.signing, this.#certifier, conversation, certified, manifestHash, NOW);
    const head = genesis(sha256(match.body));
    const none = {
      sequence: 0,
      head,
      epoch: 0,
      session: null,
      delivered: 0,
      read: 0,
      openedAt: null,
      lastAt: null,
      closing: null,
      reading: false,
      grants: [],
    };
    return { conversation, match, ...none };
  }
}

/** A worker that has been through activation, and is certified. */
export async function join(
  practice: TestPractice,
  role: Role,
  account = random(16),
): Promise<{ readonly port: CryptoPort; readonly person: Person; readonly wrap: Uint8Array }> {
  const port = startWorker();
  value(await port.readActivation(writeActivation(random(16), practice.fingerprint)));
  const request = {
    number: role in NUMBERS ? NUMBERS[role as Numbered] : NUMBERS.intake,
    password: PASSWORD,
    account,
    role,
    root: practice.root.public,
    now: NOW,
  };
  const { bundle, wrap } = value(await port.activate(request));
  value(await port.trustPractice(practice.document));
  return { port, person: practice.certified(bundle, await verifyBundle(bundle), role), wrap };
}

/** The server's part of one conversation: it orders, stamps and chains; it opens nothing. */
export class TestTranscript {
  readonly conversation: Uint8Array;
  readonly entries: Entry[] = [];
  readonly heads: Uint8Array[];
  readonly #openings = new Map<number, EpochOpening>();
  #time = NOW;

  constructor(document: ConversationDocument) {
    this.conversation = document.conversation;
    this.heads = [document.head];
  }

  commit(kind: 1 | 2, payload: Uint8Array): Entry {
    const sequence = this.entries.length + 1;
    const entry = { sequence, time: this.#time++, kind, payload };
    this.entries.push(entry);
    this.heads.push(nextHead(this.head(sequence - 1), entry));
    return entry;
  }

  open(opening: EpochOpening, payload: Uint8Array): Entry {
    this.#openings.set(opening.epoch, opening);
    return this.commit(1, payload);
  }

  head(sequence: number): Uint8Array {
    const head = this.heads[sequence];
    if (head === undefined) throw new RangeError("no such head");
    return head;
  }

  /** What `learn` is answered with; `place` is the member's place among the header's members. */
  epochFrame(epoch: number, place: number): EpochFrame {
    const opening = this.#openings.get(epoch);
    const wrap = opening?.wraps[place];
    if (opening === undefined || wrap === undefined) throw new RangeError("no such epoch");
    const { header, signature } = opening;
    return { t: "epoch", ref: 0, conversation: this.conversation, epoch, header, signature, wrap, deposited: false };
  }
}

/** Where an account stands among sorted accounts. */
export function placeOf(account: Uint8Array, people: readonly Person[]): number {
  const sorted = people.map((one) => toHex(one.account)).sort();
  return sorted.indexOf(toHex(account));
}
