import { toBase64url } from "../bytes/base64url.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { ascending, count, same, textAtMost } from "./checks.ts";
import { type Fields, type Hashed, readHashed, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { isAttachmentName } from "./letter.ts";
import { NOTICE_KINDS, type NoticeKind, SERVICE_KINDS } from "./notice.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Service accounts (crypto.md §11.4): an owner's word that a system of the practice may post notices, under which name and until when. */

const MAX_SERVICE_NAME_BYTES = 100;
const LONGEST_SERVICE_MS = 400 * 24 * 60 * 60_000;

/** What a system of the practice is called, what it may post, by which token, and until when. */
export interface ServiceBody {
  readonly owner: Uint8Array;
  readonly ownerBundleHash: Uint8Array;
  readonly account: Uint8Array;
  readonly name: string;
  /** In their order. */
  readonly kinds: readonly NoticeKind[];
  readonly tokenHash: Uint8Array;
  readonly expiresAt: number;
  readonly madeAt: number;
}

export type Service = Hashed<ServiceBody>;

const SERVICE: Shape<ServiceBody> = {
  label: "webtherapy/v1/service",
  parts: (s) => [s.owner, s.ownerBundleHash, s.account, s.name, s.kinds, s.tokenHash, s.expiresAt, s.madeAt],
  read: (fields) => {
    const body = {
      owner: fields.id(),
      ownerBundleHash: fields.hash(),
      account: fields.id(),
      name: fields.text(),
      kinds: readKinds(fields),
      tokenHash: fields.hash(),
      expiresAt: fields.uint(),
      madeAt: fields.uint(),
    };
    textAtMost(MAX_SERVICE_NAME_BYTES, body.name);
    const inTime = body.madeAt < body.expiresAt && body.expiresAt <= body.madeAt + LONGEST_SERVICE_MS;
    if (!isAttachmentName(body.name) || !inTime) throw new ProofError("bad_field");
    return body;
  },
};

function readKinds(fields: Fields): readonly NoticeKind[] {
  const kinds = fields.texts().map((text) => {
    const kind = NOTICE_KINDS.find((known) => known === text);
    if (kind === undefined) throw new ProofError("malformed");
    return kind;
  });
  count(kinds, 1, SERVICE_KINDS.length);
  if (!kinds.every((kind) => SERVICE_KINDS.some((each) => each === kind))) throw new ProofError("bad_field");
  ascending(kinds.map((kind) => toUtf8(kind)));
  return kinds;
}

/** The word, signed by the owner. */
export function makeService(signer: SigningKey, service: ServiceBody): SignedBody {
  return signer.signBody(SERVICE, service);
}

/**
 * An owner's word.
 *
 * @throws ProofError bad_signature, unknown_member, wrong_bundle, unlawful_role, bad_field
 */
export function verifyService(signed: SignedBody, owner: CertifiedBundle): Service {
  const said = verified(SERVICE, signed, owner.bundle.signingPublic);
  same(said.owner, owner.bundle.account, "unknown_member");
  same(said.ownerBundleHash, owner.bundle.hash, "wrong_bundle");
  if (owner.role !== "owner") throw new ProofError("unlawful_role");
  return said;
}

/** A service account from its body alone: whom it names. Nothing is verified here. */
export function readService(body: Uint8Array): Service {
  return readHashed(SERVICE, body);
}

/** What is kept of a token. */
export function tokenHash(token: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/service-token", token);
}

/** What the owner hands over, once: the token, and whom the system may believe. */
export function writeToken(token: Uint8Array, rootFingerprint: Uint8Array): string {
  return ["wts1", toBase64url(token), toBase64url(rootFingerprint)].join(".");
}
