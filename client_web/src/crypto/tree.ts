import { concat } from "../bytes/concat.ts";
import { hashes, same } from "./checks.ts";
import { emptyLogRoot, sha256 } from "./hashing.ts";
import { ProofError } from "./proof.ts";

/** The record log's Merkle tree (crypto.md §9.1): RFC 6962 hashes, proofs verified as RFC 9162 §2.1.3 and §2.1.4 say. */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of a leaf's data. */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(concat(LEAF, data));
}

/** The hash of a node with these two below it. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(NODE, left, right));
}

/** ProofError("wrong_proof") unless the leaf hash stands at `index` in the tree of `size` leaves with this root. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  hashes(leaf, root, ...proof);
  if (index < 0 || index >= size) throw new ProofError("wrong_proof");
  const climb = new Climb(index, size - 1);
  let current = leaf;
  for (const each of proof) current = climb.step() ? nodeHash(each, current) : nodeHash(current, each);
  climb.arrived();
  same(current, root, "wrong_proof");
}

/** ProofError("wrong_proof") unless the tree of `size` leaves with root `now` begins with that of `before` with root `was`. */
export function verifyConsistency(
  before: number,
  was: Uint8Array,
  size: number,
  now: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  hashes(was, now, ...proof);
  if (before < 0 || before > size) throw new ProofError("wrong_proof");
  if (before === 0 || before === size) {
    // Every tree begins with the empty one, and with itself; there is nothing to prove.
    if (proof.length > 0) throw new ProofError("wrong_proof");
    same(was, before === 0 ? emptyLogRoot() : now, "wrong_proof");
    return;
  }
  const [first, ...rest] = isPowerOfTwo(before) ? [was, ...proof] : proof;
  if (first === undefined) throw new ProofError("wrong_proof");
  const climb = Climb.from(before - 1, size - 1);
  let [old, current] = [first, first];
  for (const each of rest) {
    if (climb.step()) [old, current] = [nodeHash(each, old), nodeHash(each, current)];
    else current = nodeHash(current, each);
  }
  climb.arrived();
  same(old, was, "wrong_proof");
  same(current, now, "wrong_proof");
}

/** The way from a leaf to the root: a place in its level, and the level's last place. Sizes go up to 2^53, so no bit operators. */
class Climb {
  #place: number;
  #last: number;

  constructor(place: number, last: number) {
    this.#place = place;
    this.#last = last;
  }

  /** Begins at the first level where what stood before is a left child, or the root. */
  static from(place: number, last: number): Climb {
    const climb = new Climb(place, last);
    while (isOdd(climb.#place)) climb.#up();
    return climb;
  }

  /** One level up; whether the neighbour stands at the left. */
  step(): boolean {
    if (this.#last === 0) throw new ProofError("wrong_proof");
    const left = isOdd(this.#place) || this.#place === this.#last;
    if (left) while (!isOdd(this.#place) && this.#place !== 0) this.#up();
    this.#up();
    return left;
  }

  /** ProofError("wrong_proof") unless this is the root. */
  arrived(): void {
    if (this.#last !== 0) throw new ProofError("wrong_proof");
  }

  #up(): void {
    this.#place = Math.floor(this.#place / 2);
    this.#last = Math.floor(this.#last / 2);
  }
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}
