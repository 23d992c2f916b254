import { concat } from "../bytes/concat.ts";
import { equal } from "../bytes/equal.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { HASH_BYTES, KEY_BYTES, SIGNATURE_BYTES } from "./checks.ts";
import { sha256 } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { verify } from "./signing.ts";
import { sodium } from "./sodium.ts";

/** Signed notes and checkpoints (crypto.md §9.2): C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519 keys. */

const KEY_ID_BYTES = 4;
const TIME_BYTES = 8;
export const ED25519 = 1;
export const COSIGNATURE = 4;
const MAX_SIGNATURES = 100;
const MAX_NOTE_BYTES = 65_536;
const NAME = /^[^\s+\p{Cc}]+$/u;

/** Who may sign a note. `kind` is ED25519 for the log itself, COSIGNATURE for a witness. */
export interface Verifier {
  readonly name: string;
  readonly public: Uint8Array;
  readonly kind: number;
}

/** How large a log is, and its root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A text and its signature lines: a name, and key id ‖ signature. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly (readonly [name: string, signature: Uint8Array])[];
}

/** Four bytes that stand before each signature of this key; ProofError("malformed") when it is none. */
export function keyId({ name, public: key, kind }: Verifier): Uint8Array {
  if (!NAME.test(name) || key.length !== KEY_BYTES) throw new ProofError("malformed");
  return sha256(concat(toUtf8(`${name}\n`), Uint8Array.of(kind), key)).slice(0, KEY_ID_BYTES);
}

/** The note's parts, nothing believed; ProofError("malformed") or ("too_large"). */
export function readNote(written: string): Note {
  if (toUtf8(written).length > MAX_NOTE_BYTES) throw new ProofError("too_large");
  const blank = written.lastIndexOf("\n\n");
  if (blank < 0 || !written.endsWith("\n") || blank + 2 >= written.length) throw new ProofError("malformed");
  const rows = written.slice(blank + 2, -1).split("\n");
  if (rows.length > MAX_SIGNATURES) throw new ProofError("too_large");
  return { text: written.slice(0, blank + 1), signatures: rows.map(signatureOf) };
}

/**
 * ProofError("bad_signature"), or ("unsigned") when one of `verifiers` has no line at all. The answer is the earliest witness's time
 * (Unix seconds) among them, or null when none of them is a witness.
 */
export function verifyNote(note: Note, verifiers: readonly Verifier[]): number | null {
  const times = verifiers.map((verifier) => verifiedBy(note, verifier)).filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** The checkpoint of a verified note's text; ProofError("malformed"), or ("foreign_log") for another log's. */
export function readCheckpoint(text: string, origin: string): Checkpoint {
  const lines = text.split("\n");
  const [named, count = "", encoded = ""] = lines;
  const whole = lines.length >= 4 && lines.at(-1) === "" && !lines.slice(0, -1).includes("");
  if (!whole || !/^(0|[1-9][0-9]*)$/.test(count)) throw new ProofError("malformed");
  const [root, size] = [fromBase64(encoded), Number(count)];
  if (root.length !== HASH_BYTES || !Number.isSafeInteger(size)) throw new ProofError("malformed");
  if (named !== origin) throw new ProofError("foreign_log");
  return { origin, size, root };
}

function verifiedBy(note: Note, verifier: Verifier): number | null {
  const id = keyId(verifier);
  for (const [name, signature] of note.signatures) {
    if (name === verifier.name && equal(signature.subarray(0, KEY_ID_BYTES), id)) {
      return checked(note.text, signature.subarray(KEY_ID_BYTES), verifier);
    }
  }
  throw new ProofError("unsigned");
}

function checked(text: string, signature: Uint8Array, { kind, public: key }: Verifier): number | null {
  if (kind === ED25519) {
    verify(key, toUtf8(text), signature);
    return null;
  }
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) throw new ProofError("bad_signature");
  const seconds = signature.subarray(0, TIME_BYTES).reduce((total, byte) => total * 256 + byte, 0);
  verify(key, toUtf8(`cosignature/v1\ntime ${seconds}\n${text}`), signature.subarray(TIME_BYTES));
  return seconds;
}

function signatureOf(row: string): readonly [string, Uint8Array] {
  const [mark, name = "", encoded = "", ...more] = row.split(" ");
  if (mark !== "—" || !NAME.test(name) || more.length > 0) throw new ProofError("malformed");
  const signature = fromBase64(encoded);
  if (signature.length <= KEY_ID_BYTES) throw new ProofError("malformed");
  return [name, signature];
}

/** Standard base64 in its only spelling. */
function fromBase64(text: string): Uint8Array {
  const variant = sodium.base64_variants.ORIGINAL;
  try {
    const data = sodium.from_base64(text, variant);
    if (sodium.to_base64(data, variant) === text) return data;
  } catch {
    // Refused below.
  }
  throw new ProofError("malformed");
}
