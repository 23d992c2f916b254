import { toHex } from "../bytes/hex.ts";
import { readNote } from "../crypto/note.ts";
import { ProofError } from "../crypto/proof.ts";
import type { PinnedRoot } from "../crypto/trust.ts";
import { type Cosigned, readCosigned, verifyWitnesses, type Witness, type Witnesses } from "../crypto/witnesses.ts";
import type { LogWitnessed } from "../protocol/record_log.ts";

const SKEW_MS = 300_000;

/** How a witness stands: what they cosigned last and when (Unix milliseconds), null before the first. `late`: not within what was agreed. */
export interface WitnessStanding {
  readonly name: string;
  readonly at: number | null;
  readonly late: boolean;
}

/** Which list of the root's was shown, null for none, and how each witness on it stands. */
export interface WitnessStandings {
  readonly generation: number | null;
  readonly standings: readonly WitnessStanding[];
}

/** Who watches the record log, by the root's word, and what they saw of it (crypto.md §9.4). */
export class LogWitnesses {
  readonly #origin: string;
  #named: Witnesses | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /**
   * Everything that was cosigned, verified; and how each witness stands. `least`: the list that another page has seen, null for none.
   * ProofError for another list than the root's newest, or a forged line.
   */
  take(
    { witnesses, cosigned }: LogWitnessed,
    root: PinnedRoot,
    least: number | null,
    now: number,
  ): WitnessStandings & { readonly heads: readonly Cosigned[] } {
    const named = this.#name(witnesses, root, least);
    if (named === null) return { generation: null, heads: [], standings: [] };
    const heads = cosigned.flatMap((note) => readCosigned(readNote(note), this.#origin, named.witnesses));
    const standings = named.witnesses.map((witness) => standing(witness, named, heads, now));
    return { generation: named.generation, heads, standings };
  }

  wipe(): void {
    this.#named = null;
  }

  /** Never back behind a list that was seen, nor another one in its place, nor none. */
  #name(signed: LogWitnessed["witnesses"], root: PinnedRoot, least: number | null): Witnesses | null {
    const before = this.#named;
    if (signed === null) {
      if (before !== null || least !== null) throw new ProofError("stale_witnesses");
      return null;
    }
    const named = verifyWitnesses(signed, root, Math.max(before?.generation ?? 0, least ?? 0));
    if (before?.generation === named.generation && !alike(before, named)) throw new ProofError("stale_witnesses");
    this.#named = named;
    return named;
  }
}

function standing(witness: Witness, { within }: Witnesses, heads: readonly Cosigned[], now: number): WitnessStanding {
  const times = heads.filter((head) => head.witness.name === witness.name).map(({ seconds }) => seconds * 1000);
  const at = times.length === 0 ? null : Math.max(...times);
  return { name: witness.name, at, late: at === null || at > now + SKEW_MS || at + within < now };
}

function alike(one: Witnesses, other: Witnesses): boolean {
  return written(one) === written(other);
}

function written({ within, issuedAt, witnesses }: Witnesses): string {
  return [within, issuedAt, ...witnesses.map(({ name, public: key }) => `${name} ${toHex(key)}`)].join("\n");
}
