import { equal } from "../bytes/equal.ts";
import { same } from "./checks.ts";
import { checkKinds, kindsIn, type ScopeKind } from "./consent.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import { LONGEST_GAG_MS } from "./gag.ts";
import { checkPaper, type Paper, valueOf } from "./paper.ts";
import type { Part2Status } from "./part2.ts";
import { checkMayOrder, verifyApproval } from "./order.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Legal process (crypto.md §13.3): what a court or an agency asks for, and whether it opens anything. Two people sign it. */

/** What was served. */
export const PROCESS_KINDS = [
  "order",
  "warrant",
  "judicial-subpoena",
  "grand-jury",
  "attorney-subpoena",
  "administrative",
  "discovery",
  "preservation",
] as const;
export type ProcessKind = (typeof PROCESS_KINDS)[number];

/** Under which section of 42 CFR part 2, subpart E, a court ordered it. */
export const PART2_SECTIONS = ["none", "2.63", "2.64", "2.65", "2.66", "2.67"] as const;
export type Part2Section = (typeof PART2_SECTIONS)[number];

/** 45 CFR 164.512(e)(1)(ii): notice to the client, or a protective order. */
const ASSURED: readonly ProcessKind[] = ["attorney-subpoena", "discovery"];

/** What was served, about whom, and of what; who it is from stands in its paper. */
export interface ProcessBody {
  readonly processId: Uint8Array;
  readonly kind: ProcessKind;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly kinds: readonly ScopeKind[];
  readonly scopeFrom: number;
  readonly scopeUntil: number;
  readonly part2Section: Part2Section;
  readonly documentHash: Uint8Array;
  readonly paperHash: Uint8Array;
  /** Until when nobody may tell the client; 0 where nobody forbids it. */
  readonly gagUntil: number;
  readonly officer: Uint8Array;
  readonly approver: Uint8Array;
  readonly at: number;
}

export type Process = Hashed<ProcessBody>;

const PROCESS: Shape<ProcessBody> = {
  label: "webtherapy/v1/process",
  parts: (p) => [
    p.processId,
    p.kind,
    p.client,
    p.conversation,
    p.kinds,
    p.scopeFrom,
    p.scopeUntil,
    p.part2Section,
    p.documentHash,
    p.paperHash,
    p.gagUntil,
    p.officer,
    p.approver,
    p.at,
  ],
  read: (fields) => {
    const process = {
      processId: fields.id(),
      kind: fields.word(PROCESS_KINDS),
      client: fields.id(),
      conversation: fields.id(),
      kinds: kindsIn(fields),
      scopeFrom: fields.uint(),
      scopeUntil: fields.uint(),
      part2Section: fields.word(PART2_SECTIONS),
      documentHash: fields.hash(),
      paperHash: fields.hash(),
      gagUntil: fields.uint(),
      officer: fields.id(),
      approver: fields.id(),
      at: fields.uint(),
    };
    checkProcessBody(process);
    return process;
  },
};

function checkProcessBody(process: ProcessBody): void {
  checkKinds(process.kinds);
  // No process opens a therapist's own notes here.
  if (process.kinds.includes("notes") || process.scopeFrom > process.scopeUntil) throw new ProofError("bad_form");
  if (process.part2Section !== "none" && process.kind !== "order") throw new ProofError("bad_form");
  const longest = process.at + LONGEST_GAG_MS;
  if (process.gagUntil > 0 && (process.gagUntil <= process.at || process.gagUntil > longest))
    throw new ProofError("bad_form");
  if (equal(process.officer, process.approver)) throw new ProofError("one_person");
}

/** What was served, signed by the officer; the approver signs the same bytes. */
export function makeProcess(signer: SigningKey, process: ProcessBody): SignedBody {
  return signer.signBody(PROCESS, process);
}

/** From the body alone: for one that was verified before. */
export function readProcess(body: Uint8Array): Process {
  return readHashed(PROCESS, body);
}

/** What two people who may say so say was served. Reasons: bad_signature, unknown_member, unlawful_role, one_person, bad_form. */
export function verifyProcess(
  signed: SignedBody,
  approval: Uint8Array,
  officer: CertifiedBundle,
  approver: CertifiedBundle,
): Process {
  const process = verifyDrafted(signed, officer);
  verifyApproval(signed, approval, process.approver, approver);
  return process;
}

/** What one of them says; it opens nothing until the other has signed. */
export function verifyDrafted(signed: SignedBody, officer: CertifiedBundle): Process {
  const process = verified(PROCESS, signed, officer.bundle.signingPublic);
  same(process.officer, officer.bundle.account, "unknown_member");
  checkMayOrder(officer);
  return process;
}

/** Reasons: wrong_paper, incomplete_form (what this kind of process needs besides). */
export function checkProcessPaper(process: Process, paper: Paper): void {
  checkPaper(paper, process.paperHash, "process", paper.version);
  const missing = (name: string): boolean => valueOf(paper, name).trim() === "";
  if (
    (ASSURED.includes(process.kind) && missing("assurance")) ||
    (process.kind === "administrative" && missing("three-part-test")) ||
    (process.part2Section !== "none" && missing("part2-findings"))
  ) {
    throw new ProofError("incomplete_form");
  }
}

/**
 * ProofError unless the process opens anything: opens_nothing (a preservation request), part2_order_required (no order of a court
 * under subpart E, and nobody has cleared the record).
 */
export function checkOpens(process: Pick<ProcessBody, "kind" | "part2Section">, status: Part2Status): void {
  if (process.kind === "preservation") throw new ProofError("opens_nothing");
  if (status !== "cleared" && process.part2Section === "none") throw new ProofError("part2_order_required");
}

/** Until when a disclosure that is produced then is kept from its client: while the gag lasts, else 0. */
export function suspendedUntil({ gagUntil }: ProcessBody, producedAt: number): number {
  return gagUntil > producedAt ? gagUntil : 0;
}
