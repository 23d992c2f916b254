import { compare } from "../bytes/order.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { count, exactly, hashes } from "./checks.ts";
import type { Fields, Hashed, Shape } from "./fields.ts";
import { readHashed } from "./fields.ts";
import { ProofError } from "./proof.ts";
import type { SignedBody, SigningKey } from "./signing.ts";

/** The manifest of a package (crypto.md §13.2): which entries of which conversation, in which files, on what basis, by whom. */

export const MANIFEST_FILE = "manifest.bin";
const MAX_PARTS = 512;
const MAX_FILES = 512;
const MAX_NAME_BYTES = 200;

const PACKAGE_BASES = ["copy", "consent", "legal", "emergency"] as const;

/** Entries without a gap: `anchor` is the head before the first, `head` the one after the last. */
export interface Part {
  readonly first: number;
  readonly last: number;
  readonly anchor: Uint8Array;
  readonly head: Uint8Array;
}

export interface PackedFile {
  readonly name: string;
  readonly hash: Uint8Array;
}

/** What its maker says of a package. That it holds is for the verifier to see. */
export interface PackageManifest {
  readonly package: Uint8Array;
  readonly basis: (typeof PACKAGE_BASES)[number];
  readonly basisHash: Uint8Array;
  readonly conversation: Uint8Array;
  readonly matchHash: Uint8Array;
  readonly scopeFrom: number;
  readonly scopeUntil: number;
  readonly parts: readonly Part[];
  readonly files: readonly PackedFile[];
  readonly madeBy: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly madeAt: number;
}

const PACKAGE: Shape<PackageManifest> = {
  label: "webtherapy/v1/package",
  parts: (m) => [
    m.package,
    m.basis,
    m.basisHash,
    m.conversation,
    m.matchHash,
    m.scopeFrom,
    m.scopeUntil,
    m.parts.map((part) => [part.first, part.last, part.anchor, part.head]),
    m.files.map((file) => [file.name, file.hash]),
    m.madeBy,
    m.bundleHash,
    m.madeAt,
  ],
  read: (fields) => {
    const manifest = {
      package: fields.id(),
      basis: fields.word(PACKAGE_BASES),
      basisHash: fields.bytes(),
      conversation: fields.id(),
      matchHash: fields.hash(),
      scopeFrom: fields.uint(),
      scopeUntil: fields.uint(),
      parts: fields.rows(readPart),
      files: fields.rows(readFile),
      madeBy: fields.id(),
      bundleHash: fields.hash(),
      madeAt: fields.uint(),
    };
    check(manifest);
    return manifest;
  },
};

/** A manifest from its bytes; what it says is not yet verified. */
export function readPackage(data: Uint8Array): Hashed<PackageManifest> {
  return readHashed(PACKAGE, data);
}

/** The manifest, signed by the package's maker. */
export function signPackage(key: SigningKey, manifest: PackageManifest): SignedBody {
  return key.signBody(PACKAGE, manifest);
}

function check({ basis, basisHash, scopeFrom, scopeUntil, parts, files }: PackageManifest): void {
  if (basis === "copy") exactly(0, basisHash);
  else hashes(basisHash);
  if (scopeFrom > scopeUntil) throw new ProofError("beyond_scope");
  count(parts, 1, MAX_PARTS);
  const touching = parts.some((part, n) => n > 0 && (parts[n - 1]?.last ?? 0) + 1 >= part.first);
  if (touching) throw new ProofError("bad_parts");
  checkFiles(files);
}

/** ProofError("wrong_length") for none or too many; ("bad_file") unless their names rise. */
export function checkFiles(files: readonly PackedFile[]): void {
  count(files, 1, MAX_FILES);
  const names = files.map(({ name }) => toUtf8(name));
  const unsorted = names.some((name, n) => n > 0 && compare(names[n - 1] ?? name, name) >= 0);
  if (unsorted) throw new ProofError("bad_file");
}

function readPart(fields: Fields): Part {
  const part = { first: fields.uint(), last: fields.uint(), anchor: fields.hash(), head: fields.hash() };
  if (part.first < 1 || part.first > part.last) throw new ProofError("bad_parts");
  return part;
}

/** A file of a package; ProofError("bad_file") for a name that leads out of it. */
export function readFile(fields: Fields): PackedFile {
  const [name, hash] = [fields.text(), fields.hash()];
  const size = toUtf8(name).length;
  const strange =
    name.startsWith("/") || name === MANIFEST_FILE || name.includes("\\") || name.split("/").includes("..");
  if (size < 1 || size > MAX_NAME_BYTES || strange) throw new ProofError("bad_file");
  return { name, hash };
}
