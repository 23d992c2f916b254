import { toHex } from "../bytes/hex.ts";
import { equal } from "../bytes/equal.ts";
import { compare } from "../bytes/order.ts";
import { openBox, sealBox } from "./aead.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { ascending, count, counted, exactly, KEY_BYTES, present, same } from "./checks.ts";
import { type Hashed, read, readHashed, type Shape, written } from "./fields.ts";
import { hash, sha256 } from "./hashing.ts";
import { pad, unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { OVERHEAD_BYTES, seal, type SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/**
 * What somebody says of themselves, sealed under one key for those whom they name (crypto.md §3.12, §12.1). The contact card and
 * the intake questionnaire have this shape; they differ in their fields and in their labels.
 */

/** So many wraps fit one request (protocol.md §1). */
const MOST_RECIPIENTS = 32;

const WRAP_BYTES = OVERHEAD_BYTES + KEY_BYTES;

/** One who can open it, under which bundle, and the hash of the wrap that lets them. */
export interface Recipient {
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly wrapHash: Uint8Array;
}

interface SealedForBody {
  readonly account: Uint8Array;
  readonly version: number;
  readonly fieldsHash: Uint8Array;
  readonly recipients: readonly Recipient[];
  readonly madeAt: number;
}

/** The holder's word on what was sealed, and for whom. */
export type SealedFor = Hashed<SealedForBody>;

/** What the holder sends: the signed body, the sealed fields, and the wraps in the order of its recipients. */
export interface MadeSealed {
  readonly signed: SignedBody;
  readonly sealedFields: Uint8Array;
  readonly wraps: readonly Uint8Array[];
}

/** The recipient's row; ProofError("unknown_member"). */
export function recipientOf(said: SealedFor, account: Uint8Array): Recipient {
  const row = said.recipients.find((recipient) => equal(recipient.account, account));
  if (row === undefined) throw new ProofError("unknown_member");
  return row;
}

/** One kind of it: its label, from which the labels of its parts are made, and its fields. */
export class SealedKind<F> {
  readonly #label: string;
  readonly #fields: Shape<F>;
  readonly #earlier: Shape<F> | null;
  readonly #body: Shape<SealedForBody>;

  /** `earlier`: what they were before, which still opens and is written no more. */
  constructor(label: string, fields: Shape<F>, earlier: Shape<F> | null = null) {
    this.#label = label;
    this.#fields = fields;
    this.#earlier = earlier;
    this.#body = { label, parts: partsOf, read: readBody };
  }

  /** From the body alone: for one that was verified before. */
  read(body: Uint8Array): SealedFor {
    return readHashed(this.#body, body);
  }

  /** The fields under a new key, for their holder and these readers (who may read them is for the caller to see to). */
  async make(
    signer: SigningKey,
    holder: Bundle,
    version: number,
    fields: F,
    readers: readonly Bundle[],
    madeAt: number,
    random: Random,
  ): Promise<MadeSealed> {
    const { account } = holder;
    const key = drawn(random, KEY_BYTES);
    const sealedFields = sealBox(key, pad(written(this.#fields, fields)), this.#sealContext(account, version), random);
    const bundles = new Map([...readers, holder].map((bundle) => [toHex(bundle.account), bundle]));
    const recipients: Recipient[] = [];
    const wraps: Uint8Array[] = [];
    for (const bundle of [...bundles.values()].sort((left, right) => compare(left.account, right.account))) {
      const wrapped = await seal(bundle.sealingPublic, this.#wrapInfo(account, version, bundle.hash), key, random);
      recipients.push({ account: bundle.account, bundleHash: bundle.hash, wrapHash: this.wrapHash(wrapped) });
      wraps.push(wrapped);
    }
    const body = { account, version, fieldsHash: sha256(sealedFields), recipients, madeAt };
    return { signed: signer.signBody(this.#body, body), sealedFields, wraps };
  }

  /**
   * The word of the holder of this bundle, with the sealed fields that it names.
   *
   * @throws ProofError bad_signature, unknown_member, missing_member, wrong_bundle, wrong_fields_hash
   */
  verify(signed: SignedBody, sealedFields: Uint8Array, holder: Bundle): SealedFor {
    const said = verified(this.#body, signed, holder.signingPublic);
    same(said.account, holder.account, "unknown_member");
    same(recipientOf(said, said.account).bundleHash, holder.hash, "wrong_bundle");
    same(sha256(sealedFields), said.fieldsHash, "wrong_fields_hash");
    return said;
  }

  /** ProofError("wrong_wrap_hash") unless these are the recipients' wraps, in their order. Opens nothing. */
  checkWraps(said: SealedFor, wraps: readonly Uint8Array[]): void {
    count(wraps, said.recipients.length, said.recipients.length);
    exactly(WRAP_BYTES, ...wraps);
    for (const [n, row] of said.recipients.entries()) {
      same(this.wrapHash(present(wraps[n])), row.wrapHash, "wrong_wrap_hash");
    }
  }

  /**
   * The fields of a verified body, from a recipient's wrap. Secret.
   *
   * @throws ProofError unknown_member, wrong_wrap_hash, wrong_key, bad_padding, and those of the fields
   */
  async open(
    key: SealingKey,
    recipient: Uint8Array,
    said: SealedFor,
    sealedFields: Uint8Array,
    wrapped: Uint8Array,
  ): Promise<F> {
    const row = recipientOf(said, recipient);
    same(this.wrapHash(wrapped), row.wrapHash, "wrong_wrap_hash");
    const fieldsKey = await key.open(this.#wrapInfo(said.account, said.version, row.bundleHash), wrapped);
    const context = this.#sealContext(said.account, said.version);
    return this.#readFields(unpad(openBox(fieldsKey, sealedFields, context)));
  }

  #readFields(data: Uint8Array): F {
    try {
      return read(this.#fields, data);
    } catch (error) {
      const isEarlier = error instanceof ProofError && error.reason === "wrong_label";
      if (!isEarlier || this.#earlier === null) throw error;
    }
    return read(this.#earlier, data);
  }

  /** What the body names a wrap by. */
  wrapHash(wrapped: Uint8Array): Uint8Array {
    return hash(`${this.#label}-wrap-hash`, wrapped);
  }

  #wrapInfo(account: Uint8Array, version: number, bundleHash: Uint8Array): Uint8Array {
    return encode(`${this.#label}-wrap`, account, version, bundleHash);
  }

  #sealContext(account: Uint8Array, version: number): Uint8Array {
    return encode(`${this.#label}-seal`, account, version);
  }
}

const partsOf: Shape<SealedForBody>["parts"] = (said) => [
  said.account,
  said.version,
  said.fieldsHash,
  said.recipients.map((row) => [row.account, row.bundleHash, row.wrapHash]),
  said.madeAt,
];

const readBody: Shape<SealedForBody>["read"] = (fields) => {
  const body = {
    account: fields.id(),
    version: fields.uint(),
    fieldsHash: fields.hash(),
    recipients: fields.rows((row) => ({ account: row.id(), bundleHash: row.hash(), wrapHash: row.hash() })),
    madeAt: fields.uint(),
  };
  counted(body.version);
  count(body.recipients, 1, MOST_RECIPIENTS);
  ascending(body.recipients.map(({ account }) => account));
  // The holder too must be able to read it.
  if (!body.recipients.some((row) => equal(row.account, body.account))) throw new ProofError("missing_member");
  return body;
};
