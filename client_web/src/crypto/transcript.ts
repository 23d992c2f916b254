import { hashes, same } from "./checks.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";

/** The transcript (crypto.md §8): a chain of heads over what was committed, in order. */

/** One committed entry; kind 1 opens an epoch, 2 is an envelope. */
export interface Entry {
  readonly sequence: number;
  readonly time: number;
  readonly kind: 1 | 2;
  readonly payload: Uint8Array;
}

/** A place in a transcript: after which entry, when that was, the head there. At first: (0, 0, head(0)). */
export interface Position {
  readonly sequence: number;
  readonly time: number;
  readonly head: Uint8Array;
}

/** head(n) from the head before and entry n. */
export function nextHead(head: Uint8Array, entry: Entry): Uint8Array {
  hashes(head);
  return hash("webtherapy/v1/head", head, entry.sequence, entry.time, entry.kind, entry.payload);
}

/** Where one entry leads from `start`. Reasons: gap, time_went_back. */
export function advance(start: Position, entry: Entry): Position {
  if (entry.sequence !== start.sequence + 1) throw new ProofError("gap");
  if (entry.time < start.time) throw new ProofError("time_went_back");
  return { sequence: entry.sequence, time: entry.time, head: nextHead(start.head, entry) };
}

/** Where the entries lead from `start`. Reasons: gap, time_went_back. */
export function verifyRun(start: Position, entries: readonly Entry[]): Position {
  hashes(start.head);
  return entries.reduce(advance, start);
}

/** ProofError("wrong_head") unless `head` is the one that the entries led to. */
export function checkHead(position: Position, head: Uint8Array): void {
  same(position.head, head, "wrong_head");
}
