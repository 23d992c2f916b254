import { concat } from "../bytes/concat.ts";
import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import type { EpochHeader } from "../crypto/epoch.ts";
import { sha256 } from "../crypto/hashing.ts";
import { inManifestOrder, type Manifest, verifyManifest, verifyNextManifest } from "../crypto/manifest.ts";
import { type Match, matchDelegation, verifyMatch } from "../crypto/match.ts";
import { same } from "../crypto/checks.ts";
import { ProofError } from "../crypto/proof.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { type Link, Succession } from "../crypto/succession.ts";
import { CertifiedBundle, Certifier, namedCertifier, namedDelegation, PinnedRoot } from "../crypto/trust.ts";
import type { KeptBundle, Person, PracticeDocument } from "../protocol/documents.ts";
import { Alarm } from "./alarm.ts";

/** A manifest, and its custodians' certified bundles in its order. */
export interface Custody {
  readonly manifest: Manifest;
  readonly custodians: readonly Bundle[];
}

/** What this person's browsers have seen (crypto.md §3.11): it may rise at any time. */
export interface Remembered {
  readonly manifestsSeen: number;
}

type SignedManifest = NonNullable<PracticeDocument["manifest"]>;

/** Whom to believe: the pinned root, its certifiers, the custodians in force (crypto.md §4.2, §7.1). */
export class Practice {
  readonly root: PinnedRoot;
  readonly #certifiers = new Map<string, Certifier>();
  /** The public signing keys of the service itself, newest first. */
  readonly system: Uint8Array[] = [];
  readonly #people = new Map<string, Succession>();
  /** Every manifest proved since sign-in, by hexadecimal hash: epochs name the one under which they were opened. */
  readonly #custody: Map<string, Custody>;
  /** Every manifest that leads to the one in force, proved since sign-in, by hexadecimal hash. */
  readonly #proved: Map<string, Manifest>;
  #inForce: Custody | null;
  readonly #remembered: Remembered;

  private constructor(root: PinnedRoot, before: Practice | null, remembered: Remembered) {
    this.root = root;
    this.#remembered = remembered;
    this.#custody = new Map(before === null ? [] : before.#custody);
    this.#proved = new Map(before === null ? [] : before.#proved);
    this.#inForce = before === null ? null : before.#inForce;
  }

  /**
   * The practice as its root says it is. `before`: what was trusted until now; a manifest never goes back behind it, nor behind what is
   * `remembered`.
   */
  static async trust(
    document: PracticeDocument,
    fingerprint: Uint8Array,
    before: Practice | null,
    remembered: Remembered,
  ): Promise<Practice> {
    if (document.root === null) throw new ProofError("not_the_pinned_root");
    const practice = new Practice(PinnedRoot.pin(document.root, fingerprint), before, remembered);
    await practice.#takeCertifiers(document);
    if (document.manifest !== null) await practice.#takeManifest(document.manifest, document);
    if (practice.#isBehind) throw new ProofError("stale_manifest");
    for (const person of document.system) await practice.#takeSystem(person);
    return practice;
  }

  /** The custodians in force; Alarm("untrusted") while there are none, or another browser has seen later ones since. */
  get custody(): Custody {
    if (this.#inForce === null || this.#isBehind) throw new Alarm("untrusted");
    return this.#inForce;
  }

  /** Those whom the root lets certify, the ones of today and those before. */
  get certifiers(): readonly Certifier[] {
    return [...this.#certifiers.values()];
  }

  get manifestGeneration(): number | null {
    return this.#inForce === null ? null : this.#inForce.manifest.generation;
  }

  get #isBehind(): boolean {
    return (this.manifestGeneration ?? -1) + 1 < this.#remembered.manifestsSeen;
  }

  /** The custodians of a proved manifest; Alarm("untrusted") when the practice's document has not shown it yet, or later ones as another browser has. */
  custodyOf(manifestHash: Uint8Array): Custody {
    const custody = this.#custody.get(toHex(manifestHash));
    if (custody === undefined || this.#isBehind) throw new Alarm("untrusted");
    return custody;
  }

  /** The generation of a proved manifest; Alarm("untrusted") when the practice's document has not shown it yet. */
  generationOf(manifestHash: Uint8Array): number {
    const manifest = this.manifestNamed(manifestHash);
    if (manifest === null) throw new Alarm("untrusted");
    return manifest.generation;
  }

  /** A proved manifest, in force or earlier; null when the practice's document has not shown it. */
  manifestNamed(manifestHash: Uint8Array): Manifest | null {
    return this.#proved.get(toHex(manifestHash)) ?? null;
  }

  /** ProofError("stale_manifest") when an epoch names custodians other than those in force and those before: the server shows old ones as new. */
  checkNotOlder({ manifestHash }: EpochHeader): void {
    if (this.manifestNamed(manifestHash) === null) throw new ProofError("stale_manifest");
  }

  /** A person's bundle as theirs: the one certified last. */
  async certified(person: Person): Promise<CertifiedBundle> {
    return (await this.succession(person)).newest;
  }

  /** All certified bundles of a person, who is whom their keys are of: ProofError("unknown_member") otherwise. */
  async succession(person: Person): Promise<Succession> {
    const succession = await this.#succession(person);
    same(succession.newest.bundle.account, person.account, "unknown_member");
    return succession;
  }

  /** Kept, since checking one costs milliseconds and a caseload names the same people often. */
  async #succession(person: Person): Promise<Succession> {
    const chain = [...person.earlier].reverse().concat(person);
    const name = toHex(sha256(concat(...chain.flatMap(octets))));
    const known = this.#people.get(name);
    if (known !== undefined) return known;
    const links: Link[] = [];
    for (const kept of chain) links.push({ ...kept, certified: await this.#certify(kept) });
    const succession = await Succession.verify(links);
    this.#people.set(name, succession);
    return succession;
  }

  /** The match, its participants being the certified people it names; `people` by hexadecimal account. */
  match(signed: SignedBody, people: ReadonlyMap<string, CertifiedBundle>): Match {
    return verifyMatch(signed, this.#certifier(matchDelegation(signed)), people);
  }

  async #certify({ bundle, certificate }: KeptBundle): Promise<CertifiedBundle | null> {
    if (certificate === null) return null;
    return CertifiedBundle.verify(certificate, bundle, this.#certifier(namedDelegation(certificate)));
  }

  #certifier(delegationHash: Uint8Array): Certifier {
    const certifier = this.#certifiers.get(toHex(delegationHash));
    if (certifier === undefined) throw new ProofError("wrong_delegation");
    return certifier;
  }

  async #takeCertifiers(document: PracticeDocument): Promise<void> {
    for (const delegation of document.delegations) {
      const wanted = namedCertifier(delegation);
      const shown = document.certifiers.flatMap((person) => [person, ...person.earlier]);
      const named = shown.find(({ bundle }) => equal(sha256(bundle.body), wanted));
      // A delegation to someone who is not shown certifies nothing: what they signed fails with wrong_delegation.
      if (named === undefined) continue;
      const certifier = await Certifier.verify(delegation, named.bundle, this.root);
      this.#certifiers.set(toHex(certifier.delegationHash), certifier);
    }
  }

  async #takeSystem(person: Person): Promise<void> {
    const { role, bundle } = await this.certified(person);
    if (role !== "system") throw new ProofError("unlawful_role");
    this.system.push(bundle.signingPublic);
  }

  async #takeManifest(signed: SignedManifest, document: PracticeDocument): Promise<void> {
    const manifest = this.#verify(signed);
    this.#takeEarlier(manifest, document.earlier);
    const certified = await Promise.all(document.custodians.map((person) => this.certified(person)));
    const bundles = certified.map(({ bundle }) => bundle);
    this.#inForce = { manifest, custodians: inManifestOrder(manifest, bundles) };
    this.#custody.set(toHex(manifest.hash), this.#inForce);
  }

  /** The manifests before `newest`, newest first: each is the one that its successor names. */
  #takeEarlier(newest: Manifest, earlier: readonly SignedBody[]): void {
    this.#proved.set(toHex(newest.hash), newest);
    let next = newest;
    for (const signed of earlier) {
      const manifest = verifyManifest(signed, this.root);
      if (manifest.generation !== next.generation - 1) throw new ProofError("wrong_previous");
      same(manifest.hash, next.previous, "wrong_previous");
      this.#proved.set(toHex(manifest.hash), manifest);
      next = manifest;
    }
  }

  #verify(signed: SignedManifest): Manifest {
    const before = this.#inForce;
    if (before === null) return verifyManifest(signed, this.root);
    const manifest = verifyManifest(signed, this.root, before.manifest.generation);
    if (manifest.generation === before.manifest.generation) same(manifest.hash, before.manifest.hash, "stale_manifest");
    if (manifest.generation !== before.manifest.generation + 1) return manifest;
    const bundles = new Map(before.custodians.map((bundle) => [toHex(bundle.account), bundle]));
    return verifyNextManifest(signed, signed.cosignatures, this.root, before.manifest, bundles);
  }
}

/** What a chain is known by: all of its bytes, lengths included by what they are. */
function octets({ bundle, certificate, predecessorSignature }: KeptBundle): Uint8Array[] {
  const signed = certificate === null ? [] : [certificate.body, certificate.signature];
  return [bundle.body, bundle.signature, ...signed, predecessorSignature ?? new Uint8Array()];
}
