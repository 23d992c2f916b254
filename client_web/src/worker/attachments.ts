import {
  type AttachmentPlace,
  attachmentDigest,
  checkDigest,
  fileOf,
  openChunk,
  partOf,
  sealChunk,
} from "../crypto/attachment.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Attachment } from "../crypto/letter.ts";
import type { Random } from "../crypto/random.ts";
import type { Plain } from "./plain.ts";
import type { Outcome } from "./port.ts";

/** A file that is opened part by part … */
export interface OpenedFile {
  readonly place: AttachmentPlace;
  readonly key: Uint8Array;
}

/** … and one that is sealed so. */
export interface SealedFile extends OpenedFile {
  readonly size: number;
}

/** A chunk for the service, and its hash for the digest. */
export interface SealedChunk {
  readonly chunk: Uint8Array;
  readonly hash: Uint8Array;
}

/** A part of a file, and its chunk's hash for the digest. */
export interface OpenedChunk {
  readonly part: Uint8Array;
  readonly hash: Uint8Array;
}

/** The port's part for files that go with letters (crypto.md §6.7). They need no account: their keys stand in the letters. */
export interface AttachmentPort {
  /** chunk(index) of a file of `size` bytes; `slice` is what of the file lies in that part. */
  sealChunk(file: SealedFile, index: number, slice: Uint8Array): Promise<Outcome<SealedChunk>>;

  /** part(index); `wrong_key` when it was not sealed there. */
  openChunk(file: OpenedFile, index: number, chunk: Uint8Array): Promise<Outcome<OpenedChunk>>;

  /** What the letter says of these chunks. */
  attachmentDigest(attachment: Uint8Array, hashes: readonly Uint8Array[]): Promise<Outcome<Uint8Array>>;

  /** The whole file, if it is the one that the letter speaks of: `wrong_digest`, `bad_padding`, `wrong_length`. */
  joinAttachment(
    attachment: Pick<Attachment, "attachment" | "size" | "digest">,
    hashes: readonly Uint8Array[],
    parts: readonly Uint8Array[],
  ): Promise<Outcome<Uint8Array>>;
}

/** The worker's side of it. */
export class Attachments implements Plain<AttachmentPort> {
  readonly attachmentDigest = attachmentDigest;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  sealChunk({ place, key, size }: SealedFile, index: number, slice: Uint8Array): SealedChunk {
    const chunk = sealChunk(key, place, index, partOf(size, index, slice), this.#random);
    return { chunk, hash: sha256(chunk) };
  }

  openChunk({ place, key }: OpenedFile, index: number, chunk: Uint8Array): OpenedChunk {
    return { part: openChunk(key, place, index, chunk), hash: sha256(chunk) };
  }

  joinAttachment(
    { attachment, size, digest }: Pick<Attachment, "attachment" | "size" | "digest">,
    hashes: readonly Uint8Array[],
    parts: readonly Uint8Array[],
  ): Uint8Array {
    checkDigest(attachment, hashes, digest);
    return fileOf(parts, size);
  }
}
