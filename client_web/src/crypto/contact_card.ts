import { toHex } from "../bytes/hex.ts";
import { equal } from "../bytes/equal.ts";
import { compare } from "../bytes/order.ts";
import { openBox, sealBox } from "./aead.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { ascending, count, counted, exactly, KEY_BYTES, present, same, textAtMost } from "./checks.ts";
import { type Hashed, read, readHashed, type Shape, written } from "./fields.ts";
import { hash, sha256 } from "./hashing.ts";
import { pad, unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { OVERHEAD_BYTES, seal, type SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Contact cards (crypto.md §3.12): who somebody is outside, for themselves and the practice's intake staff alone. */

export const FIELD_NAMES = ["name", "address", "birth-date", "telephone", "email"] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** Whether a field was filled in; to decline is an answer. */
export const STANDINGS = ["given", "declined"] as const;
export type Standing = (typeof STANDINGS)[number];

export const MAX_VALUE_BYTES = 1024;

/** So many wraps fit one request (protocol.md §1). */
export const MOST_RECIPIENTS = 32;

const WRAP_BYTES = OVERHEAD_BYTES + KEY_BYTES;

/** One field; its value is empty exactly when it was declined. */
export interface ContactField {
  readonly name: FieldName;
  readonly standing: Standing;
  readonly value: string;
}

/** All fields, in the paper's order. Secret. */
export type ContactFields = readonly ContactField[];

const CONTACT_FIELDS: Shape<ContactFields> = {
  label: "webtherapy/v1/contact-card-fields",
  parts: (rows) => [rows.map(({ name, standing, value }) => [name, standing, value])],
  read: (fields) => {
    const rows = fields.rows((row) => ({ name: row.text(), standing: row.word(STANDINGS), value: row.text() }));
    count(rows, FIELD_NAMES.length, FIELD_NAMES.length);
    return rows.map((row, n) => contactField(row, present(FIELD_NAMES[n])));
  },
};

function contactField(row: { name: string; standing: Standing; value: string }, name: FieldName): ContactField {
  const { standing, value } = row;
  textAtMost(MAX_VALUE_BYTES, value);
  if (row.name !== name || (standing === "given") !== (value !== "")) throw new ProofError("bad_field");
  return { name, standing, value };
}

/** One who can open the card, under which bundle, and the hash of the wrap that lets them. */
export interface CardRecipient {
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly wrapHash: Uint8Array;
}

interface ContactCardBody {
  readonly account: Uint8Array;
  readonly version: number;
  readonly fieldsHash: Uint8Array;
  readonly recipients: readonly CardRecipient[];
  readonly madeAt: number;
}

/** The holder's word on what was sealed, and for whom. */
export type ContactCard = Hashed<ContactCardBody>;

const CONTACT_CARD: Shape<ContactCardBody> = {
  label: "webtherapy/v1/contact-card",
  parts: (card) => [
    card.account,
    card.version,
    card.fieldsHash,
    card.recipients.map((row) => [row.account, row.bundleHash, row.wrapHash]),
    card.madeAt,
  ],
  read: (fields) => {
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
  },
};

/** A contact card from its body alone: for one that was verified before. */
export function readContactCard(body: Uint8Array): ContactCard {
  return readHashed(CONTACT_CARD, body);
}

/** The recipient's row; ProofError("unknown_member"). */
export function recipientOf(card: ContactCard, account: Uint8Array): CardRecipient {
  const row = card.recipients.find((recipient) => equal(recipient.account, account));
  if (row === undefined) throw new ProofError("unknown_member");
  return row;
}

/** What the holder sends: the signed card, the sealed fields, and the wraps in the order of its recipients. */
export interface MadeContactCard {
  readonly signed: SignedBody;
  readonly sealedFields: Uint8Array;
  readonly wraps: readonly Uint8Array[];
}

/** The card under a new key, for its holder and these readers (certified intake staff: that is for the caller to see to). */
export async function makeContactCard(
  signer: SigningKey,
  holder: Bundle,
  version: number,
  fields: ContactFields,
  readers: readonly Bundle[],
  madeAt: number,
  random: Random,
): Promise<MadeContactCard> {
  const { account } = holder;
  const key = drawn(random, KEY_BYTES);
  const sealedFields = sealBox(key, pad(written(CONTACT_FIELDS, fields)), sealContext(account, version), random);
  const bundles = new Map([...readers, holder].map((bundle) => [toHex(bundle.account), bundle]));
  const recipients: CardRecipient[] = [];
  const wraps: Uint8Array[] = [];
  for (const bundle of [...bundles.values()].sort((left, right) => compare(left.account, right.account))) {
    const wrapped = await seal(bundle.sealingPublic, wrapInfo(account, version, bundle.hash), key, random);
    recipients.push({ account: bundle.account, bundleHash: bundle.hash, wrapHash: cardWrapHash(wrapped) });
    wraps.push(wrapped);
  }
  const card = { account, version, fieldsHash: sha256(sealedFields), recipients, madeAt };
  return { signed: signer.signBody(CONTACT_CARD, card), sealedFields, wraps };
}

/**
 * The card of the holder of this bundle, with the sealed fields that it names.
 *
 * @throws ProofError bad_signature, unknown_member, missing_member, wrong_bundle, wrong_fields_hash
 */
export function verifyContactCard(signed: SignedBody, sealedFields: Uint8Array, holder: Bundle): ContactCard {
  const card = verified(CONTACT_CARD, signed, holder.signingPublic);
  same(card.account, holder.account, "unknown_member");
  same(recipientOf(card, card.account).bundleHash, holder.hash, "wrong_bundle");
  same(sha256(sealedFields), card.fieldsHash, "wrong_fields_hash");
  return card;
}

/** ProofError("wrong_wrap_hash") unless these are the recipients' wraps, in their order. Opens nothing. */
export function checkCardWraps(card: ContactCard, wraps: readonly Uint8Array[]): void {
  count(wraps, card.recipients.length, card.recipients.length);
  exactly(WRAP_BYTES, ...wraps);
  for (const [n, row] of card.recipients.entries()) {
    same(cardWrapHash(present(wraps[n])), row.wrapHash, "wrong_wrap_hash");
  }
}

/**
 * The fields of a verified card, from a recipient's wrap. Secret.
 *
 * @throws ProofError unknown_member, wrong_wrap_hash, wrong_key, bad_padding, bad_field
 */
export async function openContactCard(
  key: SealingKey,
  recipient: Uint8Array,
  card: ContactCard,
  sealedFields: Uint8Array,
  wrapped: Uint8Array,
): Promise<ContactFields> {
  const row = recipientOf(card, recipient);
  same(cardWrapHash(wrapped), row.wrapHash, "wrong_wrap_hash");
  const cardKey = await key.open(wrapInfo(card.account, card.version, row.bundleHash), wrapped);
  return read(CONTACT_FIELDS, unpad(openBox(cardKey, sealedFields, sealContext(card.account, card.version))));
}

/** What the card names a wrap by. */
export function cardWrapHash(wrapped: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/contact-card-wrap-hash", wrapped);
}

function wrapInfo(account: Uint8Array, version: number, bundleHash: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/contact-card-wrap", account, version, bundleHash);
}

function sealContext(account: Uint8Array, version: number): Uint8Array {
  return encode("webtherapy/v1/contact-card-seal", account, version);
}
