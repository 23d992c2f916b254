import { concat } from "../bytes/concat.ts";
import { toHex } from "../bytes/hex.ts";
import { readCheckpoint, readNote } from "../crypto/note.ts";
import { sha256 } from "../crypto/hashing.ts";
import { leafHash, verifyInclusion } from "../crypto/tree.ts";
import { namedCertifier } from "../crypto/trust.ts";
import type { LogProof, Proofs } from "../packages/proofs.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import { Alarm } from "./alarm.ts";
import type { CopyDocuments } from "./copy_port.ts";

/** What proves the people of a package, and what of it stands in the record log (crypto.md §13.2, §14). */

/** The root, certifiers, the service and those who are named; each once, with the longer chain where two were shown. */
export function provedPeople(
  { practice, people }: Pick<CopyDocuments, "practice" | "people">,
  named: readonly Uint8Array[],
): Pick<Proofs, "root" | "delegations" | "people"> {
  if (practice.root === null) throw new Alarm("untrusted");
  const wanted = new Set(named.map(toHex));
  const taking = people.filter(({ account }) => wanted.has(toHex(account)));
  const found = new Map<string, Person>();
  for (const person of [...practice.certifiers, ...practice.system, ...taking]) {
    const known = found.get(toHex(person.account));
    if (known === undefined || known.earlier.length < person.earlier.length) found.set(toHex(person.account), person);
  }
  const chosen = [...found.values()];
  const shown = new Set(chosen.flatMap((person) => [person, ...person.earlier]).map(({ bundle }) => nameOf(bundle)));
  return {
    root: practice.root,
    delegations: practice.delegations.filter((signed) => shown.has(toHex(namedCertifier(signed)))),
    people: chosen,
  };
}

/** The log's head and leaves, as a package shows them, each of which stands there: ProofError("wrong_proof") otherwise. Null where there is none. */
export function logProof(log: CopyDocuments["log"]): LogProof | null {
  if (log === null) return null;
  const { text } = readNote(log.note);
  const origin = text.slice(0, text.indexOf("\n"));
  const head = readCheckpoint(text, origin);
  for (const { place, record, salt, proof } of log.leaves) {
    verifyInclusion(leafHash(sha256(concat(salt, record))), place, head.size, proof, head.root);
  }
  return { origin, note: log.note, leaves: log.leaves };
}

const nameOf = ({ body }: SignedBody): string => toHex(sha256(body));
