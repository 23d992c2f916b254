import { type Bundle, verifyBundle } from "./bundle.ts";
import { same } from "./checks.ts";
import { type Hashed, read, readHashed, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { checkSigningPublic, type SignedBody, type SigningKey, verified } from "./signing.ts";

/**
 * Root, delegation, certificate (crypto.md §4.2): how one knows that keys are somebody's. Three tickets lead down the chain, each
 * made by its own verification only: PinnedRoot → Certifier → CertifiedBundle.
 */

export const ROLES = ["client", "therapist", "intake", "officer", "owner", "custodian", "system", "service"] as const;
export type Role = (typeof ROLES)[number];

/** The root lets one bundle certify for a while. Times in milliseconds, both inclusive. */
interface Delegation {
  readonly rootFingerprint: Uint8Array;
  readonly certifier: Uint8Array;
  readonly certifierBundleHash: Uint8Array;
  readonly validFrom: number;
  readonly validUntil: number;
}

const DELEGATION: Shape<Delegation> = {
  label: "webtherapy/v1/delegation",
  parts: (d) => [d.rootFingerprint, d.certifier, d.certifierBundleHash, d.validFrom, d.validUntil],
  read: (fields) => {
    const body = {
      rootFingerprint: fields.hash(),
      certifier: fields.id(),
      certifierBundleHash: fields.hash(),
      validFrom: fields.uint(),
      validUntil: fields.uint(),
    };
    if (body.validFrom > body.validUntil) throw new ProofError("malformed");
    return body;
  },
};

/** A certifier's word that a bundle belongs to an account, and what the account is. */
interface Certificate {
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly role: Role;
  readonly delegationHash: Uint8Array;
  readonly issuedAt: number;
}

const CERTIFICATE: Shape<Certificate> = {
  label: "webtherapy/v1/certificate",
  parts: (c) => [c.account, c.bundleHash, c.role, c.delegationHash, c.issuedAt],
  read: (fields) => ({
    account: fields.id(),
    bundleHash: fields.hash(),
    role: fields.word(ROLES),
    delegationHash: fields.hash(),
    issuedAt: fields.uint(),
  }),
};

/** A certificate of keys that were begun anew: those before, of the bundle it names by hash, were lost, and could sign nothing (crypto.md §4.7). */
interface Replacement extends Certificate {
  readonly replaces: Uint8Array;
}

const REPLACEMENT: Shape<Replacement> = {
  label: "webtherapy/v1/replacement",
  parts: (r) => [r.account, r.bundleHash, r.replaces, r.role, r.delegationHash, r.issuedAt],
  read: (fields) => ({
    account: fields.id(),
    bundleHash: fields.hash(),
    replaces: fields.hash(),
    role: fields.word(ROLES),
    delegationHash: fields.hash(),
    issuedAt: fields.uint(),
  }),
};

/** Either of the two, by its label. */
function either<T>(certificate: () => T, replacement: () => T): T {
  try {
    return certificate();
  } catch (error) {
    if (!(error instanceof ProofError && error.reason === "wrong_label")) throw error;
    return replacement();
  }
}

/** The practice's root key, known by its fingerprint. */
export class PinnedRoot {
  readonly public: Uint8Array;
  readonly fingerprint: Uint8Array;

  private constructor(key: Uint8Array, fingerprint: Uint8Array) {
    this.public = key;
    this.fingerprint = fingerprint;
  }

  /** The root; ProofError("not_the_pinned_root") unless it has that fingerprint. */
  static pin(key: Uint8Array, fingerprint: Uint8Array): PinnedRoot {
    same(rootFingerprint(key), fingerprint, "not_the_pinned_root");
    return new PinnedRoot(key, fingerprint);
  }
}

/** A bundle that the pinned root lets certify, and the delegation by which it does. */
export class Certifier {
  readonly bundle: Bundle;
  readonly delegationHash: Uint8Array;
  readonly #delegation: Hashed<Delegation>;

  private constructor(delegation: Hashed<Delegation>, bundle: Bundle) {
    this.bundle = bundle;
    this.delegationHash = delegation.hash;
    this.#delegation = delegation;
  }

  /** Who may certify. Reasons: not_the_pinned_root, bad_signature, wrong_bundle. */
  static async verify(delegation: SignedBody, certifierBundle: SignedBody, root: PinnedRoot): Promise<Certifier> {
    const said = verified(DELEGATION, delegation, root.public);
    same(said.rootFingerprint, root.fingerprint, "not_the_pinned_root");
    const bundle = await verifyBundle(certifierBundle);
    same(bundle.hash, said.certifierBundleHash, "wrong_bundle");
    same(bundle.account, said.certifier, "wrong_bundle");
    return new Certifier(said, bundle);
  }

  /** ProofError("expired_delegation") unless the delegation held at that time. */
  checkTime(issuedAt: number): void {
    const { validFrom, validUntil } = this.#delegation;
    if (issuedAt < validFrom || issuedAt > validUntil) throw new ProofError("expired_delegation");
  }
}

/** A bundle that is its account's by a standing certificate. */
export class CertifiedBundle {
  readonly bundle: Bundle;
  readonly role: Role;
  /** The hash of the bundle whose keys were lost; null for an ordinary certificate. */
  readonly replaces: Uint8Array | null;

  private constructor(bundle: Bundle, role: Role, replaces: Uint8Array | null) {
    this.bundle = bundle;
    this.role = role;
    this.replaces = replaces;
  }

  /** The bundle as its account's. Reasons: bad_signature, wrong_delegation, expired_delegation, wrong_bundle, wrong_previous, unlawful_role (only clients begin anew). */
  static async verify(certificate: SignedBody, bundle: SignedBody, certifier: Certifier): Promise<CertifiedBundle> {
    const key = certifier.bundle.signingPublic;
    const said = either<Certificate & Partial<Replacement>>(
      () => verified(CERTIFICATE, certificate, key),
      () => verified(REPLACEMENT, certificate, key),
    );
    same(said.delegationHash, certifier.delegationHash, "wrong_delegation");
    certifier.checkTime(said.issuedAt);
    const subject = await verifyBundle(bundle);
    same(subject.hash, said.bundleHash, "wrong_bundle");
    same(subject.account, said.account, "wrong_bundle");
    if (said.replaces !== undefined) {
      same(subject.previous, said.replaces, "wrong_previous");
      // One certifier's word puts nobody else's keys in the place of those that people or custodians know.
      if (said.role !== "client") throw new ProofError("unlawful_role");
    }
    return new CertifiedBundle(subject, said.role, said.replaces ?? null);
  }
}

/** By what a practice is known: on the registration sheet, in the vault, in the safety number. */
export function rootFingerprint(rootPublic: Uint8Array): Uint8Array {
  checkSigningPublic(rootPublic);
  return hash("webtherapy/v1/root", rootPublic);
}

/** The root's delegation to a certifier's bundle. */
export function delegate(root: SigningKey, certifier: Bundle, validFrom: number, validUntil: number): SignedBody {
  return root.signBody(DELEGATION, {
    rootFingerprint: rootFingerprint(root.public),
    certifier: certifier.account,
    certifierBundleHash: certifier.hash,
    validFrom,
    validUntil,
  });
}

/** A certificate for a bundle, by the holder of the certifier's key. */
export function certify(
  key: SigningKey,
  certifier: Certifier,
  bundle: Bundle,
  role: Role,
  issuedAt: number,
): SignedBody {
  certifier.checkTime(issuedAt);
  const { account, hash: bundleHash } = bundle;
  return key.signBody(CERTIFICATE, { account, bundleHash, role, delegationHash: certifier.delegationHash, issuedAt });
}

/** A certificate for a bundle of keys that were begun anew, by the holder of the certifier's key. */
export function certifyAnew(
  key: SigningKey,
  certifier: Certifier,
  bundle: Bundle,
  role: Role,
  issuedAt: number,
): SignedBody {
  certifier.checkTime(issuedAt);
  const { account, hash: bundleHash, previous: replaces } = bundle;
  const { delegationHash } = certifier;
  return key.signBody(REPLACEMENT, { account, bundleHash, replaces, role, delegationHash, issuedAt });
}

/** Whether a certificate says that keys were begun anew; nothing is verified here, nor hashed: pages ask it, too. */
export function isReplacement({ body }: SignedBody): boolean {
  return either(
    () => {
      read(CERTIFICATE, body);
      return false;
    },
    () => {
      read(REPLACEMENT, body);
      return true;
    },
  );
}

/** By which delegation a certificate says to have been issued; nothing is verified here. */
export function namedDelegation(certificate: SignedBody): Uint8Array {
  const { body } = certificate;
  return either<Certificate>(
    () => readHashed(CERTIFICATE, body),
    () => readHashed(REPLACEMENT, body),
  ).delegationHash;
}

/** By the hash of which bundle a delegation names its certifier; nothing is verified here. */
export function namedCertifier(delegation: SignedBody): Uint8Array {
  return readHashed(DELEGATION, delegation.body).certifierBundleHash;
}
