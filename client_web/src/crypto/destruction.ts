import { equal } from "../bytes/equal.ts";
import { ascending, count, same } from "./checks.ts";
import { type Hashed, read, readHashed, type Shape } from "./fields.ts";
import { checkMayOrder, verifyApproval } from "./order.ts";
import { ProofError } from "./proof.ts";
import { bodyHash, type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Destruction (crypto.md §15.3): two people say what is erased, and the service signs that it is gone. */

const MOST_CONVERSATIONS = 256;

/** What was erased, in the order of a certificate. */
const ERASED = ["wraps", "shares", "contributions", "entries", "files"] as const;
export type What = (typeof ERASED)[number];

/** A conversation as it ends. */
export interface LastPlace {
  readonly conversation: Uint8Array;
  readonly sequence: number;
  readonly head: Uint8Array;
}

/** What is to be erased, and since when it may be. */
export interface DestructionBody {
  readonly destructionId: Uint8Array;
  readonly client: Uint8Array;
  readonly conversations: readonly LastPlace[];
  readonly retentionHash: Uint8Array;
  readonly retainUntil: number;
  readonly by: Uint8Array;
  readonly approvedBy: Uint8Array;
  readonly at: number;
}

/** The certificate of destruction. */
export interface DestroyedBody {
  readonly destructionId: Uint8Array;
  readonly destructionHash: Uint8Array;
  readonly erased: readonly { readonly what: What; readonly count: number }[];
  readonly backupsEndAt: number;
  readonly at: number;
}

export type Destruction = Hashed<DestructionBody>;
export type Destroyed = Hashed<DestroyedBody>;

const DESTRUCTION: Shape<DestructionBody> = {
  label: "webtherapy/v1/destruction",
  parts: (d) => [
    d.destructionId,
    d.client,
    d.conversations.map((each) => [each.conversation, each.sequence, each.head]),
    d.retentionHash,
    d.retainUntil,
    d.by,
    d.approvedBy,
    d.at,
  ],
  read: (fields) => {
    const destruction = {
      destructionId: fields.id(),
      client: fields.id(),
      conversations: fields.rows((row) => ({ conversation: row.id(), sequence: row.uint(), head: row.hash() })),
      retentionHash: fields.hash(),
      retainUntil: fields.uint(),
      by: fields.id(),
      approvedBy: fields.id(),
      at: fields.uint(),
    };
    count(destruction.conversations, 1, MOST_CONVERSATIONS);
    ascending(destruction.conversations.map((each) => each.conversation));
    if (equal(destruction.by, destruction.approvedBy)) throw new ProofError("one_person");
    if (destruction.retainUntil > destruction.at) throw new ProofError("bad_form");
    return destruction;
  },
};

const DESTROYED: Shape<DestroyedBody> = {
  label: "webtherapy/v1/destroyed",
  parts: (d) => [
    d.destructionId,
    d.destructionHash,
    d.erased.map((each) => [each.what, each.count]),
    d.backupsEndAt,
    d.at,
  ],
  read: (fields) => {
    const destroyed = {
      destructionId: fields.id(),
      destructionHash: fields.hash(),
      erased: fields.rows((row) => ({ what: row.word(ERASED), count: row.uint() })),
      backupsEndAt: fields.uint(),
      at: fields.uint(),
    };
    const inOrder = destroyed.erased.map((each) => each.what).join() === ERASED.join();
    if (!inOrder || destroyed.backupsEndAt < destroyed.at) throw new ProofError("bad_form");
    return destroyed;
  },
};

/** What is to be erased, signed by who proposes it; who approves it signs the same bytes. */
export function makeDestruction(signer: SigningKey, destruction: DestructionBody): SignedBody {
  return signer.signBody(DESTRUCTION, destruction);
}

/** From the body alone. */
export function readDestruction(body: Uint8Array): Destruction {
  return readHashed(DESTRUCTION, body);
}

/** The same without its hash: for the page, which hashes nothing. */
export function readDestructionBody(body: Uint8Array): DestructionBody {
  return read(DESTRUCTION, body);
}

/** What one of them says; it erases nothing until the other has signed. Reasons: bad_signature, unknown_member, unlawful_role, and the body's. */
export function verifyProposed(signed: SignedBody, by: CertifiedBundle): Destruction {
  const said = verified(DESTRUCTION, signed, by.bundle.signingPublic);
  same(said.by, by.bundle.account, "unknown_member");
  checkMayOrder(by);
  return said;
}

/** What two people who may say so say is erased. Reasons: those of what is proposed, under either name. */
export function verifyDestruction(
  signed: SignedBody,
  approval: Uint8Array,
  by: CertifiedBundle,
  approver: CertifiedBundle,
): Destruction {
  const said = verifyProposed(signed, by);
  verifyApproval(signed, approval, said.approvedBy, approver);
  return said;
}

/** The certificate of this destruction. Reasons: bad_signature, unlawful_role, wrong_basis (another destruction). */
export function verifyDestroyed(signed: SignedBody, system: CertifiedBundle, destruction: SignedBody): Destroyed {
  const said = verified(DESTROYED, signed, system.bundle.signingPublic);
  if (system.role !== "system") throw new ProofError("unlawful_role");
  same(said.destructionHash, bodyHash(destruction), "wrong_basis");
  same(said.destructionId, readDestruction(destruction.body).destructionId, "wrong_basis");
  return said;
}
