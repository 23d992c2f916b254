import { decode, decodeArray, encode, type Part } from "./canonical.ts";
import { exactly, HASH_BYTES, ID_BYTES, SIGNATURE_BYTES } from "./checks.ts";
import { sha256 } from "./hashing.ts";
import { ProofError } from "./proof.ts";

/** The parts of a structure, taken one after the other by type. `malformed` for another type, too few or too many. */
export class Fields {
  readonly #parts: readonly Part[];
  #at = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  uint(): number {
    const part = this.#next();
    if (typeof part !== "number") throw new ProofError("malformed");
    return part;
  }

  text(): string {
    const part = this.#next();
    if (typeof part !== "string") throw new ProofError("malformed");
    return part;
  }

  bytes(): Uint8Array {
    const part = this.#next();
    if (!(part instanceof Uint8Array)) throw new ProofError("malformed");
    return part;
  }

  /** Bytes of one length; `wrong_length` otherwise. */
  exactly(length: number): Uint8Array {
    const value = this.bytes();
    exactly(length, value);
    return value;
  }

  id(): Uint8Array {
    return this.exactly(ID_BYTES);
  }

  hash(): Uint8Array {
    return this.exactly(HASH_BYTES);
  }

  signature(): Uint8Array {
    return this.exactly(SIGNATURE_BYTES);
  }

  /** A word of a closed list; `malformed` for any other. */
  word<const W extends string>(words: readonly W[]): W {
    const text = this.text();
    const word = words.find((known) => known === text);
    if (word === undefined) throw new ProofError("malformed");
    return word;
  }

  /** An array of arrays, each read to its end by `row`. */
  rows<T>(row: (fields: Fields) => T): readonly T[] {
    return this.list().map((part) => {
      if (typeof part !== "object" || part instanceof Uint8Array) throw new ProofError("malformed");
      return all(part, row);
    });
  }

  /** An array, read to its end by `row`. */
  row<T>(row: (fields: Fields) => T): T {
    return all(this.list(), row);
  }

  /** An array whose parts the caller looks at. */
  list(): readonly Part[] {
    const part = this.#next();
    if (typeof part !== "object" || part instanceof Uint8Array) throw new ProofError("malformed");
    return part;
  }

  /** An array of texts. */
  texts(): readonly string[] {
    return this.list().map((part) => {
      if (typeof part !== "string") throw new ProofError("malformed");
      return part;
    });
  }

  /** An array of hashes. */
  hashes(): readonly Uint8Array[] {
    return this.list().map((part) => {
      if (!(part instanceof Uint8Array)) throw new ProofError("malformed");
      exactly(HASH_BYTES, part);
      return part;
    });
  }

  end(): void {
    if (this.#at !== this.#parts.length) throw new ProofError("malformed");
  }

  #next(): Part {
    const part = this.#parts[this.#at++];
    if (part === undefined) throw new ProofError("malformed");
    return part;
  }
}

/** A structure of the paper: its label, and how its parts are read and written. */
export interface Shape<T> {
  readonly label: string;
  readonly parts: (value: T) => readonly Part[];
  readonly read: (fields: Fields) => T;
}

/** `data` as a structure of that shape; the shape's own reasons besides those of canonical.ts. */
export function read<T>(shape: Shape<T>, data: Uint8Array): T {
  return all(decode(shape.label, data), shape.read);
}

/** What was read, and the SHA-256 of the bytes it was read from: its name everywhere else (crypto.md §1.3). */
export type Hashed<T> = T & { readonly hash: Uint8Array };

/** `read`, with the hash of `data`. */
export function readHashed<T extends object>(shape: Shape<T>, data: Uint8Array): Hashed<T> {
  return { ...read(shape, data), hash: sha256(data) };
}

/** A structure without a label, such as an envelope (crypto.md §6.2). */
export function readArray<T>(shape: (fields: Fields) => T, data: Uint8Array): T {
  return all(decodeArray(data), shape);
}

function all<T>(parts: readonly Part[], shape: (fields: Fields) => T): T {
  const fields = new Fields(parts);
  const value = shape(fields);
  fields.end();
  return value;
}

/** The encoding of `value`, read back first: what we would refuse, we never sign, seal or send. */
export function written<T>(shape: Shape<T>, value: T): Uint8Array {
  const data = encode(shape.label, ...shape.parts(value));
  read(shape, data);
  return data;
}
