import { toHex } from "../bytes/hex.ts";
import { count, exactly } from "./checks.ts";
import type { Shape } from "./fields.ts";
import { type Checkpoint, COSIGNATURE, type Note, readCheckpoint, verifyNote } from "./note.ts";
import { ProofError } from "./proof.ts";
import { checkSigningPublic, type SignedBody, verified } from "./signing.ts";
import type { PinnedRoot } from "./trust.ts";

/** Witnesses (crypto.md §9.4): who, by the root's word, watches that the record log only grows, and how often they are to say so. */

const MOST_WITNESSES = 8;
const HOUR_MS = 3_600_000;
const KEY_BYTES = 32;
const NAME = /^[a-z0-9][a-z0-9./-]{0,99}$/;

/** What a witness signs as, and their Ed25519 key. */
export interface Witness {
  readonly name: string;
  readonly public: Uint8Array;
}

/** Those in force. `within`: in milliseconds, how old the newest cosignature of each may be. */
export interface Witnesses {
  readonly generation: number;
  readonly within: number;
  readonly witnesses: readonly Witness[];
  readonly issuedAt: number;
}

/** What a witness saw of the log, and when (Unix seconds). */
export interface Cosigned {
  readonly witness: Witness;
  readonly checkpoint: Checkpoint;
  readonly seconds: number;
}

const WITNESSES: Shape<Witnesses> = {
  label: "webtherapy/v1/witnesses",
  parts: (said) => [
    said.generation,
    said.within,
    said.witnesses.map(({ name, public: key }) => [name, key]),
    said.issuedAt,
  ],
  read: (fields) => {
    const said = {
      generation: fields.uint(),
      within: fields.uint(),
      witnesses: fields.rows((row) => ({ name: row.text(), public: row.bytes() })),
      issuedAt: fields.uint(),
    };
    check(said);
    return said;
  },
};

/** The witnesses, by the pinned root's word; ProofError("stale_witnesses") below the generation that was seen already. */
export function verifyWitnesses(signed: SignedBody, root: PinnedRoot, leastGeneration = 0): Witnesses {
  const said = verified(WITNESSES, signed, root.public);
  if (said.generation < leastGeneration) throw new ProofError("stale_witnesses");
  return said;
}

/**
 * Who of them cosigned this note, each verified; lines of others are passed over.
 *
 * @throws ProofError malformed, foreign_log, bad_signature
 */
export function readCosigned(note: Note, origin: string, witnesses: readonly Witness[]): readonly Cosigned[] {
  const checkpoint = readCheckpoint(note.text, origin);
  const found: Cosigned[] = [];
  for (const witness of witnesses) {
    const seconds = secondsOf(note, witness);
    if (seconds !== null) found.push({ witness, checkpoint, seconds });
  }
  return found;
}

function secondsOf(note: Note, witness: Witness): number | null {
  try {
    return verifyNote(note, [{ ...witness, kind: COSIGNATURE }]);
  } catch (error) {
    if (!(error instanceof ProofError) || error.reason !== "unsigned") throw error;
    return null;
  }
}

function check({ within, witnesses }: Witnesses): void {
  count(witnesses, 0, MOST_WITNESSES);
  for (const { name, public: key } of witnesses) {
    if (!NAME.test(name)) throw new ProofError("malformed");
    exactly(KEY_BYTES, key);
  }
  if (within < HOUR_MS || within > 31 * 24 * HOUR_MS) throw new ProofError("malformed");
  if (!witnesses.every(({ name }, n) => n === 0 || (witnesses[n - 1]?.name ?? "") < name)) {
    throw new ProofError("unsorted_members");
  }
  // A cosignature does not say by which name it was made: one key under two names would be counted twice.
  if (new Set(witnesses.map(({ public: key }) => toHex(key))).size !== witnesses.length) {
    throw new ProofError("duplicate_member");
  }
  for (const { public: key } of witnesses) checkSigningPublic(key);
}
