import { concat } from "../bytes/concat.ts";
import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { sha256 } from "../crypto/hashing.ts";
import { inManifestOrder, type Manifest, verifyManifest, verifyNextManifest } from "../crypto/manifest.ts";
import { type Match, matchDelegation, verifyMatch } from "../crypto/match.ts";
import { ProofError } from "../crypto/proof.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { CertifiedBundle, Certifier, namedCertifier, namedDelegation, PinnedRoot } from "../crypto/trust.ts";
import type { Person, PracticeDocument } from "../protocol/documents.ts";

/** Whom to believe: the pinned root, its certifiers, the custodians in force (crypto.md §4.2, §7.1). */
export class Practice {
  readonly root: PinnedRoot;
  readonly #certifiers = new Map<string, Certifier>();
  readonly #people = new Map<string, CertifiedBundle>();
  #manifest: Manifest | null = null;
  #custodians: readonly Bundle[] = [];

  private constructor(root: PinnedRoot) {
    this.root = root;
  }

  /** The practice as its root says it is. `before`: what was trusted until now; a manifest never goes back behind it. */
  static async trust(document: PracticeDocument, fingerprint: Uint8Array, before: Practice | null): Promise<Practice> {
    if (document.root === null) throw new ProofError("not_the_pinned_root");
    const practice = new Practice(PinnedRoot.pin(document.root, fingerprint));
    await practice.#takeCertifiers(document);
    if (document.manifest !== null) await practice.#takeManifest(document, before);
    return practice;
  }

  /** The custodians in force; ProofError("wrong_manifest") when there are none. */
  get manifest(): Manifest {
    if (this.#manifest === null) throw new ProofError("wrong_manifest");
    return this.#manifest;
  }

  get manifestGeneration(): number | null {
    return this.#manifest?.generation ?? null;
  }

  /** The custodians' certified bundles, in the manifest's order. */
  get custodians(): readonly Bundle[] {
    return this.#custodians;
  }

  /** A person's bundle as theirs; kept, since checking one costs milliseconds and a caseload names the same people often. */
  async certified(person: Person): Promise<CertifiedBundle> {
    const { bundle, certificate } = person;
    if (certificate === null) throw new ProofError("wrong_delegation");
    const name = toHex(sha256(concat(bundle.body, bundle.signature, certificate.body, certificate.signature)));
    const known = this.#people.get(name);
    if (known !== undefined) return known;
    const certifier = this.#certifier(namedDelegation(certificate));
    const certified = await CertifiedBundle.verify(certificate, bundle, certifier);
    this.#people.set(name, certified);
    return certified;
  }

  /** The match, its participants being the certified people it names; `people` by hexadecimal account. */
  match(signed: SignedBody, people: ReadonlyMap<string, CertifiedBundle>): Match {
    return verifyMatch(signed, this.#certifier(matchDelegation(signed)), people);
  }

  #certifier(delegationHash: Uint8Array): Certifier {
    const certifier = this.#certifiers.get(toHex(delegationHash));
    if (certifier === undefined) throw new ProofError("wrong_delegation");
    return certifier;
  }

  async #takeCertifiers(document: PracticeDocument): Promise<void> {
    for (const delegation of document.delegations) {
      const wanted = namedCertifier(delegation);
      const person = document.certifiers.find(({ bundle }) => equal(sha256(bundle.body), wanted));
      // A delegation to someone who is not shown certifies nothing: what they signed fails with wrong_delegation.
      if (person === undefined) continue;
      const certifier = await Certifier.verify(delegation, person.bundle, this.root);
      this.#certifiers.set(toHex(certifier.delegationHash), certifier);
    }
  }

  async #takeManifest(document: PracticeDocument, before: Practice | null): Promise<void> {
    const signed = document.manifest;
    if (signed === null) return;
    const previous = before === null ? null : before.#manifest;
    const manifest = verifyManifest(signed, this.root, previous?.generation ?? 0);
    if (previous !== null && before !== null && manifest.generation === previous.generation + 1) {
      const bundles = new Map(before.#custodians.map((bundle) => [toHex(bundle.account), bundle]));
      verifyNextManifest(signed, signed.cosignatures, this.root, previous, bundles);
    }
    if (previous?.generation === manifest.generation && !equal(previous.hash, manifest.hash)) {
      throw new ProofError("stale_manifest");
    }
    const certified = await Promise.all(document.custodians.map((person) => this.certified(person)));
    this.#custodians = inManifestOrder(
      manifest,
      certified.map(({ bundle }) => bundle),
    );
    this.#manifest = manifest;
  }
}
