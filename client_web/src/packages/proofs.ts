import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import type { SignedBody } from "../crypto/signing.ts";
import type { Told } from "./record.ts";

/** proofs.json (crypto.md §13.2): what proves the entries of a package, and what its maker merely tells. Bytes are hexadecimal. */

export interface ProvedBundle {
  readonly bundle: SignedBody;
  readonly certificate: SignedBody | null;
  readonly predecessorSignature: Uint8Array | null;
}

export interface ProvedPerson extends ProvedBundle {
  readonly account: Uint8Array;
  readonly role: string;
  readonly earlier: readonly ProvedBundle[];
}

/** The outside of an envelope that is not in the package: it saw a head that is, and shows no words. */
export interface Witness {
  readonly header: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertextHash: Uint8Array;
  readonly signature: Uint8Array;
}

export interface LogLeaf {
  readonly place: number;
  readonly salt: Uint8Array;
  readonly record: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface LogProof {
  readonly origin: string;
  readonly note: string;
  readonly leaves: readonly LogLeaf[];
}

/** With which nonces an attachment's parts were sealed: so its digest can be computed again from the file itself. */
export interface FileNonces {
  readonly attachment: Uint8Array;
  readonly file: string;
  readonly nonces: readonly Uint8Array[];
}

export interface Proofs {
  readonly root: Uint8Array;
  readonly delegations: readonly SignedBody[];
  readonly people: readonly ProvedPerson[];
  readonly match: SignedBody;
  readonly epochs: readonly SignedBody[];
  readonly witnesses: readonly Witness[];
  readonly log: LogProof | null;
  readonly attachments: readonly FileNonces[];
  readonly told: Told;
}

/** The document's only spelling: the order of its fields is the paper's. */
export function writeProofs(proofs: Proofs): Uint8Array {
  const { told, log } = proofs;
  return toUtf8(
    JSON.stringify({
      format: "webtherapy/v1/package-proofs",
      root: toHex(proofs.root),
      delegations: proofs.delegations.map(signed),
      people: proofs.people.map(person),
      match: signed(proofs.match),
      epochs: proofs.epochs.map(signed),
      witnesses: proofs.witnesses.map((each) => ({
        header: toHex(each.header),
        nonce: toHex(each.nonce),
        ciphertext_hash: toHex(each.ciphertextHash),
        signature: toHex(each.signature),
      })),
      log: logged(log),
      attachments: proofs.attachments.map(({ attachment, file, nonces }) => ({
        attachment: toHex(attachment),
        file,
        nonces: nonces.map(toHex),
      })),
      told: {
        names: told.people
          .filter(({ name }) => name !== "")
          .map(({ account, name }) => ({ account: toHex(account), name })),
        zone: told.zone,
        offsets: told.offsets,
        statement: told.statement,
      },
    }),
  );
}

function signed({ body, signature }: SignedBody): object {
  return { body: toHex(body), signature: toHex(signature) };
}

function kept({ bundle, certificate, predecessorSignature }: ProvedBundle): object {
  return {
    bundle: signed(bundle),
    certificate: certificate === null ? null : signed(certificate),
    predecessor_signature: predecessorSignature === null ? null : toHex(predecessorSignature),
  };
}

function person(shown: ProvedPerson): object {
  return { ...kept(shown), account: toHex(shown.account), role: shown.role, earlier: shown.earlier.map(kept) };
}

function leaf({ place, salt, record, proof }: LogLeaf): object {
  return { place, salt: toHex(salt), record: toHex(record), proof: proof.map(toHex) };
}

/** proofs.json of a package of notes (crypto.md §14): who client and author are, and what of the consent stands in the log. */
export function writeNotesProofs(proofs: Pick<Proofs, "root" | "delegations" | "people" | "log">): Uint8Array {
  const { root, delegations, people, log } = proofs;
  return toUtf8(
    JSON.stringify({
      format: "webtherapy/v1/notes-proofs",
      root: toHex(root),
      delegations: delegations.map(signed),
      people: people.map(person),
      log: logged(log),
    }),
  );
}

function logged(log: LogProof | null): object | null {
  return log === null ? null : { origin: log.origin, note: log.note, leaves: log.leaves.map(leaf) };
}
