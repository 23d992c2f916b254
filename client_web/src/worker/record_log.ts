import { concat } from "../bytes/concat.ts";
import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { emptyLogRoot, sha256 } from "../crypto/hashing.ts";
import { type Checkpoint, ED25519, type Note, readCheckpoint, readNote, verifyNote } from "../crypto/note.ts";
import { ProofError } from "../crypto/proof.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../crypto/tree.ts";
import type { PinnedRoot } from "../crypto/trust.ts";
import type { LogAdvance, LogWitnessed, OwnLeaf } from "../protocol/record_log.ts";
import { LogWitnesses, type WitnessStandings } from "./log_witnesses.ts";

export type { WitnessStandings } from "./log_witnesses.ts";

/** How far a log was seen: its size, and its root then. */
export interface LogHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * A head that somebody attested (crypto.md §6.1, §9.2): `own` when it was this account, in an envelope or in its settings; `witness` when
 * one whom the root names cosigned it (§9.4).
 */
export interface AttestedHead extends LogHead {
  readonly own: boolean;
  readonly witness?: true;
}

/**
 * The record log as this tab has verified it (crypto.md §9): each head is the service's and begins with the one before, and with every
 * head that this account or the other side ever attested. A fork or a rollback is noticed here; no more is claimed.
 */
export class RecordLog {
  readonly #origin: string;
  readonly #witnesses: LogWitnesses;
  /** The newest head that each attester named and that is not proved yet, by who. */
  readonly #attested = new Map<string, AttestedHead>();
  /** The largest size proved for each attester. */
  readonly #proved = new Map<string, number>();
  #seen: LogHead = { size: 0, root: emptyLogRoot() };

  constructor(service: string) {
    this.#origin = `${service}/record-log`;
    this.#witnesses = new LogWitnesses(this.#origin);
  }

  /** What envelopes attest. */
  get seen(): LogHead {
    return this.#seen;
  }

  /** Heads that are still to be proved, own ones first. */
  get attested(): readonly AttestedHead[] {
    return [...this.#attested.values()].toSorted((one, other) => Number(other.own) - Number(one.own));
  }

  /** Somebody attests a head. Only their largest one has to be proved: their own client has compared it with those before. */
  attest(who: string, head: AttestedHead): void {
    const known = Math.max(this.#proved.get(who) ?? 0, this.#attested.get(who)?.size ?? 0);
    if (head.size > known) this.#attested.set(who, head);
    else if (this.#contradicts(who, head)) this.#attested.set(`${who} ${toHex(head.root)}`, head);
  }

  /** The newest head, which begins with what was seen; ProofError otherwise (crypto.md §9.2). */
  advance(advance: LogAdvance, keys: readonly Uint8Array[]): LogHead {
    this.#seen = this.#begins(this.#seen, advance, keys);
    return this.#seen;
  }

  /** What witnesses saw is attested from now on; how each of them stands. ProofError for another list than the root's, or a forged line. */
  witnessed(shown: LogWitnessed, root: PinnedRoot, least: number | null, now: number): WitnessStandings {
    const { heads, generation, standings } = this.#witnesses.take(shown, root, least, now);
    for (const { witness, checkpoint } of heads) {
      const { size, root: top } = checkpoint;
      this.attest(`witness ${witness.name}`, { size, root: top, own: false, witness: true });
    }
    return { generation, standings };
  }

  /** Whether the log that was seen begins with an attested head; false when the service is further on: advance, and ask again. */
  confirm(head: AttestedHead, advance: LogAdvance, keys: readonly Uint8Array[]): boolean {
    const newest = this.#begins(head, advance, keys);
    if (newest.size !== this.#seen.size) return false;
    if (!equal(newest.root, this.#seen.root)) throw new ProofError("wrong_proof");
    for (const [who, attested] of this.#attested) {
      if (attested.size !== head.size || !equal(attested.root, head.root)) continue;
      this.#attested.delete(who);
      this.#proved.set(who, head.size);
    }
    return true;
  }

  /** ProofError("wrong_proof") unless each of these stands where it says, in the log that was seen. */
  prove(leaves: readonly OwnLeaf[]): void {
    for (const { place, record, salt, proof } of leaves) {
      const leaf = leafHash(sha256(concat(salt, record)));
      verifyInclusion(leaf, place, this.#seen.size, proof, this.#seen.root);
    }
  }

  wipe(): void {
    this.#attested.clear();
    this.#proved.clear();
    this.#witnesses.wipe();
    this.#seen = { size: 0, root: emptyLogRoot() };
  }

  #contradicts(who: string, head: LogHead): boolean {
    const known = this.#attested.get(who);
    return known?.size === head.size && !equal(known.root, head.root);
  }

  #begins(before: LogHead, { note, size, proof }: LogAdvance, keys: readonly Uint8Array[]): LogHead {
    const read = readNote(note);
    this.#verify(read, keys);
    const head: Checkpoint = readCheckpoint(read.text, this.#origin);
    if (head.size !== size) throw new ProofError("malformed");
    verifyConsistency(before.size, before.root, head.size, head.root, proof);
    return { size: head.size, root: head.root };
  }

  /** By one of the service's keys: a head that was signed before they were replaced is as good as one after. */
  #verify(note: Note, keys: readonly Uint8Array[]): void {
    for (const key of keys) {
      try {
        verifyNote(note, [{ name: this.#origin, public: key, kind: ED25519 }]);
        return;
      } catch (error) {
        if (!(error instanceof ProofError) || error.reason !== "unsigned") throw error;
      }
    }
    throw new ProofError("unsigned");
  }
}
