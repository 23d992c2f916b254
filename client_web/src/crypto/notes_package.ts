import type { Bundle } from "./bundle.ts";
import { same } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { checkFiles, type PackedFile, readFile } from "./package.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** The manifest of a package of notes (crypto.md §14): whose, by which consent, of which span, in which files. It holds nothing of the record. */

export interface NotesManifest {
  readonly package: Uint8Array;
  readonly consentHash: Uint8Array;
  readonly conversation: Uint8Array;
  readonly client: Uint8Array;
  readonly scopeFrom: number;
  readonly scopeUntil: number;
  readonly files: readonly PackedFile[];
  readonly madeBy: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly madeAt: number;
}

const NOTES_PACKAGE: Shape<NotesManifest> = {
  label: "webtherapy/v1/notes-package",
  parts: (m) => [
    m.package,
    m.consentHash,
    m.conversation,
    m.client,
    m.scopeFrom,
    m.scopeUntil,
    m.files.map((file) => [file.name, file.hash]),
    m.madeBy,
    m.bundleHash,
    m.madeAt,
  ],
  read: (fields) => {
    const manifest = {
      package: fields.id(),
      consentHash: fields.hash(),
      conversation: fields.id(),
      client: fields.id(),
      scopeFrom: fields.uint(),
      scopeUntil: fields.uint(),
      files: fields.rows(readFile),
      madeBy: fields.id(),
      bundleHash: fields.hash(),
      madeAt: fields.uint(),
    };
    if (manifest.scopeFrom > manifest.scopeUntil) throw new ProofError("beyond_scope");
    checkFiles(manifest.files);
    return manifest;
  },
};

/** The manifest, signed by the notes' author. */
export function signNotes(key: SigningKey, manifest: NotesManifest): SignedBody {
  return key.signBody(NOTES_PACKAGE, manifest);
}

/** The manifest of the holder of `author`. Reasons: bad_signature, unknown_member, wrong_bundle, and those of the body. */
export function verifyNotes(signed: SignedBody, author: Bundle): Hashed<NotesManifest> {
  const said = verified(NOTES_PACKAGE, signed, author.signingPublic);
  same(said.madeBy, author.account, "unknown_member");
  same(said.bundleHash, author.hash, "wrong_bundle");
  return said;
}
