import { concat } from "../bytes/concat.ts";
import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { count, hashes, ids, NONCE_BYTES, same } from "./checks.ts";
import { hash } from "./hashing.ts";
import { MAX_FILE_BYTES } from "./letter.ts";
import { MARK, paddedLength, unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";

/** Attachments (crypto.md §6.7): a file, padded and cut into parts that are sealed one by one. */

export const PART_BYTES = 262_144;
/** How much longer a chunk is than its part. */
const SEAL_BYTES = NONCE_BYTES + 16;
const MAX_CHUNKS = Math.ceil(paddedLength(MAX_FILE_BYTES) / PART_BYTES);

/** Which attachment of which conversation, and in how many chunks. */
export interface AttachmentPlace {
  readonly conversation: Uint8Array;
  readonly attachment: Uint8Array;
  readonly count: number;
}

/** How a file of `size` bytes is cut: so many chunks, of so many bytes in all. */
export interface Cut {
  readonly chunks: number;
  readonly bytes: number;
}

export function cutOf(size: number): Cut {
  if (size < 1) throw new ProofError("malformed");
  if (size > MAX_FILE_BYTES) throw new ProofError("too_large");
  const padded = paddedLength(size);
  const chunks = Math.ceil(padded / PART_BYTES);
  return { chunks, bytes: padded + chunks * SEAL_BYTES };
}

/** part(index) of a file of `size` bytes, from what of the file lies in it: a file is never read whole for this. */
export function partOf(size: number, index: number, slice: Uint8Array): Uint8Array {
  const begin = index * PART_BYTES;
  const part = new Uint8Array(Math.min(PART_BYTES, paddedLength(size) - begin));
  part.set(slice);
  if (size >= begin && size < begin + part.length) part[size - begin] = MARK;
  return part;
}

/** The file again; ProofError("bad_padding"), or ("wrong_length") when it is not as long as its letter says. */
export function fileOf(parts: readonly Uint8Array[], size: number): Uint8Array {
  const file = unpad(concat(...parts));
  if (file.length !== size) throw new ProofError("wrong_length");
  return file;
}

/** chunk(index). */
export function sealChunk(
  key: Uint8Array,
  place: AttachmentPlace,
  index: number,
  part: Uint8Array,
  random: Random,
): Uint8Array {
  return sealBox(key, part, context(place, index), random);
}

/** part(index); ProofError("wrong_key") unless it was sealed there, with that key. */
export function openChunk(key: Uint8Array, place: AttachmentPlace, index: number, chunk: Uint8Array): Uint8Array {
  return openBox(key, chunk, context(place, index));
}

/** What a letter says of its attachment's chunks, from the SHA-256 of each. */
export function attachmentDigest(attachment: Uint8Array, chunkHashes: readonly Uint8Array[]): Uint8Array {
  ids(attachment);
  hashes(...chunkHashes);
  count(chunkHashes, 1, MAX_CHUNKS);
  return hash("webtherapy/v1/attachment", attachment, chunkHashes);
}

/** ProofError("wrong_digest") unless these are the chunks that the letter speaks of. */
export function checkDigest(attachment: Uint8Array, chunkHashes: readonly Uint8Array[], digest: Uint8Array): void {
  same(attachmentDigest(attachment, chunkHashes), digest, "wrong_digest");
}

function context({ conversation, attachment, count: chunks }: AttachmentPlace, index: number): Uint8Array {
  ids(conversation, attachment);
  if (index < 0 || index >= chunks || chunks > MAX_CHUNKS) throw new ProofError("malformed");
  return encode("webtherapy/v1/attachment-chunk", conversation, attachment, index, chunks);
}
