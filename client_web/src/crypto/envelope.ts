import { equal } from "../bytes/equal.ts";
import { decrypt, encrypt } from "./aead.ts";
import { encode, encodeArray } from "./canonical.ts";
import { exactly, hashes, NONCE_BYTES, SIGNATURE_BYTES } from "./checks.ts";
import { type Content, ENVELOPE_KINDS, envelopeKind, type EnvelopeKind, readContent, writeContent } from "./content.ts";
import type { EpochKeys } from "./epoch.ts";
import { type Fields, read, readArray, type Shape, written } from "./fields.ts";
import { sha256 } from "./hashing.ts";
import { isPaddedLength, pad, unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { type SigningKey, verify } from "./signing.ts";

/** Envelopes (crypto.md §6): what is posted. The server reads and verifies the outside; only members open it. */

/** What the longest text becomes (crypto.md §6.3). */
const MAX_PADDED_BYTES = 34_816;
/** What the longest letter becomes, with ten attachments (crypto.md §6.3). */
const MAX_PADDED_LETTER_BYTES = 38_912;
const TAG_BYTES = 16;

/** The outside of an envelope (crypto.md §6.1): bound to the ciphertext, readable to the server. */
export interface EnvelopeHeader {
  readonly conversation: Uint8Array;
  readonly epoch: number;
  readonly sender: Uint8Array;
  readonly instance: Uint8Array;
  readonly counter: number;
  readonly messageId: Uint8Array;
  readonly kind: EnvelopeKind;
  readonly clientTime: number;
  readonly seenSequence: number;
  readonly seenHead: Uint8Array;
  readonly logSize: number;
  readonly logRoot: Uint8Array;
}

const HEADER: Shape<EnvelopeHeader> = {
  label: "webtherapy/v1/envelope",
  parts: (h) => [
    h.conversation,
    h.epoch,
    h.sender,
    h.instance,
    h.counter,
    h.messageId,
    h.kind,
    h.clientTime,
    h.seenSequence,
    h.seenHead,
    h.logSize,
    h.logRoot,
  ],
  read: (fields) => {
    const header = readHeader(fields);
    if (header.epoch < 1 || header.counter < 1) throw new ProofError("malformed");
    return header;
  },
};

function readHeader(fields: Fields): EnvelopeHeader {
  return {
    conversation: fields.id(),
    epoch: fields.uint(),
    sender: fields.id(),
    instance: fields.id(),
    counter: fields.uint(),
    messageId: fields.id(),
    kind: fields.word(ENVELOPE_KINDS),
    clientTime: fields.uint(),
    seenSequence: fields.uint(),
    seenHead: fields.hash(),
    logSize: fields.uint(),
    logRoot: fields.hash(),
  };
}

/** A header from its bytes; what it says is not yet verified. */
export function readEnvelopeHeader(data: Uint8Array): EnvelopeHeader {
  return read(HEADER, data);
}

/** MessagePack [header, nonce, ciphertext, signature], four byte strings. */
interface Wire {
  readonly headerBytes: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly signature: Uint8Array;
}

/** An envelope whose form is right; `verifyEnvelope` says whether it is the sender's. */
export interface Envelope extends Wire {
  readonly raw: Uint8Array;
  readonly header: EnvelopeHeader;
}

/** An envelope from its bytes. Nothing is verified or opened here, but nothing misshapen passes. */
export function parseEnvelope(raw: Uint8Array): Envelope {
  const wire = readArray(readWire, raw);
  const header = readEnvelopeHeader(wire.headerBytes);
  const most = header.kind === "letter" ? MAX_PADDED_LETTER_BYTES : MAX_PADDED_BYTES;
  if (wire.ciphertext.length > most + TAG_BYTES) throw new ProofError("bad_padding");
  return { ...wire, raw, header };
}

function readWire(fields: Fields): Wire {
  const wire = {
    headerBytes: fields.bytes(),
    nonce: fields.exactly(NONCE_BYTES),
    ciphertext: fields.bytes(),
    signature: fields.signature(),
  };
  const padded = wire.ciphertext.length - TAG_BYTES;
  // A length that no padding gives would be a channel past the padding, and is told without opening anything.
  if (padded > MAX_PADDED_LETTER_BYTES || !isPaddedLength(padded)) throw new ProofError("bad_padding");
  return wire;
}

/** What an envelope is known by (crypto.md §6.2). */
export function envelopeHash(envelope: Envelope): Uint8Array {
  return sha256(envelope.raw);
}

/** ProofError("bad_signature") unless the holder of the key signed it: the key of `header.sender`'s bundle. */
export function verifyEnvelope(envelope: Envelope, senderSigningPublic: Uint8Array): void {
  verifyOutside(outsideOf(envelope), senderSigningPublic);
}

/** The outside of an envelope (crypto.md §6.2): what its sender signed, and nothing that could be opened. */
export interface Outside {
  readonly header: EnvelopeHeader;
  readonly headerBytes: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertextHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** An outside from its parts; `verifyOutside` says whether it is the sender's. */
export function readOutside(parts: Omit<Outside, "header">): Outside {
  exactly(NONCE_BYTES, parts.nonce);
  exactly(SIGNATURE_BYTES, parts.signature);
  hashes(parts.ciphertextHash);
  return { ...parts, header: readEnvelopeHeader(parts.headerBytes) };
}

/** The same without its words, sealed as they are. */
export function outsideOf({ header, headerBytes, nonce, ciphertext, signature }: Envelope): Outside {
  return { header, headerBytes, nonce, ciphertextHash: sha256(ciphertext), signature };
}

/** ProofError("bad_signature") unless the holder of the key signed an envelope with this outside. */
export function verifyOutside({ headerBytes, nonce, ciphertextHash, signature }: Outside, senderKey: Uint8Array): void {
  verify(senderKey, signedBytes(headerBytes, nonce, ciphertextHash), signature);
}

/** The content, for the epoch's members, under the header; ProofError("wrong_label") when it is of another kind. */
export function sealEnvelope(
  header: EnvelopeHeader,
  content: Content,
  epoch: EpochKeys,
  signer: SigningKey,
  random: Random,
): Envelope {
  checkEpoch(header, epoch);
  if (header.kind !== envelopeKind(content)) throw new ProofError("wrong_label");
  const headerBytes = written(HEADER, header);
  const nonce = drawn(random, NONCE_BYTES);
  const ciphertext = encrypt(epoch.messageKey, nonce, pad(writeContent(content)), headerBytes);
  const signature = signer.sign(signedBytes(headerBytes, nonce, sha256(ciphertext)));
  return parseEnvelope(encodeArray([headerBytes, nonce, ciphertext, signature]));
}

/**
 * The content. Verify first: opening proves membership, not authorship.
 *
 * @throws ProofError foreign_epoch, wrong_key, bad_padding, and those of the content (wrong_label: not of the header's kind)
 */
export function openEnvelope(envelope: Envelope, epoch: EpochKeys): Content {
  checkEpoch(envelope.header, epoch);
  const padded = decrypt(epoch.messageKey, envelope.nonce, envelope.ciphertext, envelope.headerBytes);
  return readContent(envelope.header.kind, unpad(padded));
}

function checkEpoch(header: EnvelopeHeader, epoch: EpochKeys): void {
  const fits = equal(header.conversation, epoch.conversation) && header.epoch === epoch.epoch;
  if (!fits) throw new ProofError("foreign_epoch");
}

function signedBytes(header: Uint8Array, nonce: Uint8Array, ciphertextHash: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/envelope-signature", header, nonce, ciphertextHash);
}
