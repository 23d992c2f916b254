import { equal } from "../bytes/equal.ts";
import type { Bundle } from "./bundle.ts";
import { count, hashes, ids, same } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { type Part2Status, type Statement, STATEMENT_KINDS } from "./part2.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Disclosures (crypto.md §13.3): that something was let out, on what basis, of what, by whom. Evidence, never authority. */

/** Two people stand for these, and these alone can be kept from the client for a time. */
const LEGAL_BASES = [
  "order",
  "warrant",
  "judicial-subpoena",
  "grand-jury",
  "attorney-subpoena",
  "administrative",
  "discovery",
] as const;

/** Why it was lawful. The words of a process and of a warning are theirs. */
const DISCLOSURE_BASES = [
  "consent",
  ...LEGAL_BASES,
  "threat",
  "past-crime",
  "abuse-report",
  "crime-on-premises",
  "medical-emergency",
  "required-by-law",
] as const;
export type DisclosureBasis = (typeof DISCLOSURE_BASES)[number];

const MOST_RUNS = 1_024;

/** First and last sequence. */
export type Run = readonly [number, number];

/** What was let out. `packageHash` is empty where words were said and no package made; `approver` where one person suffices. */
export interface DisclosureBody {
  readonly disclosureId: Uint8Array;
  readonly basis: DisclosureBasis;
  readonly basisHash: Uint8Array;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly runs: readonly Run[];
  readonly paperHash: Uint8Array;
  readonly packageHash: Uint8Array;
  readonly statement: Statement;
  readonly by: Uint8Array;
  readonly approver: Uint8Array;
  readonly producedAt: number;
  readonly suspendedUntil: number;
}

export type Disclosure = Hashed<DisclosureBody>;

const DISCLOSURE: Shape<DisclosureBody> = {
  label: "webtherapy/v1/disclosure",
  parts: (d) => [
    d.disclosureId,
    d.basis,
    d.basisHash,
    d.client,
    d.conversation,
    d.runs,
    d.paperHash,
    d.packageHash,
    d.statement,
    d.by,
    d.approver,
    d.producedAt,
    d.suspendedUntil,
  ],
  read: (fields) => {
    const disclosure = {
      disclosureId: fields.id(),
      basis: fields.word(DISCLOSURE_BASES),
      basisHash: fields.hash(),
      client: fields.id(),
      conversation: fields.id(),
      runs: fields.rows((row): Run => [row.uint(), row.uint()]),
      paperHash: fields.hash(),
      packageHash: fields.bytes(),
      statement: fields.word(STATEMENT_KINDS),
      by: fields.id(),
      approver: fields.bytes(),
      producedAt: fields.uint(),
      suspendedUntil: fields.uint(),
    };
    checkDisclosureBody(disclosure);
    return disclosure;
  },
};

function checkDisclosureBody(said: DisclosureBody): void {
  if (said.approver.length > 0) ids(said.approver);
  if (said.packageHash.length > 0) hashes(said.packageHash);
  const legal = (LEGAL_BASES as readonly string[]).includes(said.basis);
  if (equal(said.by, said.approver) || (legal && said.approver.length === 0)) throw new ProofError("one_person");
  if (said.suspendedUntil > 0 && (!legal || said.suspendedUntil <= said.producedAt)) throw new ProofError("bad_form");
  checkRuns(said.runs);
  const [entries, packed] = [said.runs.length > 0, said.packageHash.length > 0];
  if (entries && !packed) throw new ProofError("bad_form");
  // A package without entries of the record is one of a therapist's notes, by their own form.
  if (packed && !entries && said.basis !== "consent") throw new ProofError("bad_form");
}

function checkRuns(runs: readonly Run[]): void {
  count(runs, 0, MOST_RUNS);
  let before = 0;
  for (const [first, last] of runs) {
    if (first <= before || first > last) throw new ProofError("unsorted_runs");
    before = last;
  }
}

/** What was let out, signed by who did it. */
export function makeDisclosure(signer: SigningKey, disclosure: DisclosureBody): SignedBody {
  return signer.signBody(DISCLOSURE, disclosure);
}

/**
 * The word of who let it out. Reasons: bad_signature, unknown_member, missing_statement (a package of a record that nobody has cleared
 * carries a notice of 42 CFR 2.32), and those of the body.
 */
export function verifyDisclosure(signed: SignedBody, by: Bundle, status: Part2Status): Disclosure {
  const said = verified(DISCLOSURE, signed, by.signingPublic);
  same(said.by, by.account, "unknown_member");
  if (said.packageHash.length > 0 && said.statement === "none" && status !== "cleared") {
    throw new ProofError("missing_statement");
  }
  return said;
}
