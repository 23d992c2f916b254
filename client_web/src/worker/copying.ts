import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { compare } from "../bytes/order.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { checkDigest, cutOf, fileOf, openChunk } from "../crypto/attachment.ts";
import { ID_BYTES, NONCE_BYTES, same } from "../crypto/checks.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Attachment } from "../crypto/letter.ts";
import { MANIFEST_FILE, type PackageManifest, type PackedFile, signPackage } from "../crypto/package.ts";
import { STATEMENTS } from "../crypto/part2.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { writeSignedBody } from "../crypto/signing.ts";
import type { PdfDrawing } from "../packages/pdf.ts";
import { type Amendment, writeAmendments } from "../packages/amendments_file.ts";
import { writeConsent } from "../packages/consent_file.ts";
import { type Line, linesOf } from "../packages/lines.ts";
import { writePage } from "../packages/page.ts";
import { type FileNonces, type Proofs, writeProofs } from "../packages/proofs.ts";
import { recordOf, type Shown, type Told, writeRecord } from "../packages/record.ts";
import { witnessesOf } from "../packages/witnesses.ts";
import { Alarm } from "./alarm.ts";
import { basisOf, type CopiedEntries } from "./copy.ts";
import type { CopyDocuments, CopyFile, PackedCopy } from "./copy_port.ts";
import { logProof, provedPeople } from "./proving.ts";

const SAFE_NAME_LENGTH = 60;

interface Made {
  readonly manifest: PackageManifest;
  readonly lines: readonly Line[];
  readonly bindery: Bindery;
}

/** What draws and packs. `drawing` is null where there is no font to draw with. */
export interface Bindery {
  readonly archive: (files: ReadonlyMap<string, Uint8Array>, madeAt: number) => Uint8Array;
  readonly drawing: PdfDrawing | null;
}

const LINES_AT_ONCE = 400;

/** A copy in the making (crypto.md §13.2): from kept entries to the archive. */
export class Copying {
  readonly entries: CopiedEntries;
  readonly #random: Random;
  readonly #match: SignedBody;
  readonly #files = new Map<string, Uint8Array>();
  readonly #nonces: FileNonces[] = [];
  #answerers: readonly Uint8Array[] = [];
  #made: Made | null = null;
  #drawn = 0;

  constructor(entries: CopiedEntries, match: SignedBody, random: Random) {
    same(sha256(match.body), entries.source.match.hash, "foreign_conversation");
    this.entries = entries;
    this.#match = match;
    this.#random = random;
  }

  /** See CopyPort.chosenForCopy. */
  chosen(): { readonly entries: number; readonly files: readonly CopyFile[]; readonly records: readonly Uint8Array[] } {
    const chosen = this.entries.chosen();
    const files = attachmentsOf(chosen).map(({ attachment, size }) => ({ attachment, chunks: cutOf(size).chunks }));
    const { release } = this.entries.request;
    const consented = release !== undefined && "consent" in release ? [writeSignedBody(release.consent)] : [];
    const records = [...this.entries.records(chosen, this.#match), ...consented, ...this.entries.source.records];
    return { entries: chosen.length, files, records };
  }

  /** See CopyPort.takeCopyFile. */
  takeFile(attachment: Uint8Array, chunks: readonly Uint8Array[]): null {
    const said = attachmentsOf(this.entries.chosen()).find((each) => equal(each.attachment, attachment));
    if (said === undefined) throw new ProofError("wrong_digest");
    checkDigest(attachment, chunks.map(sha256), said.digest);
    const place = { conversation: this.entries.source.match.conversation, attachment, count: chunks.length };
    const parts = chunks.map((chunk, index) => openChunk(said.key, place, index, chunk));
    const file = `files/${this.#nonces.length + 1}-${safeName(said.name)}`;
    this.#files.set(file, fileOf(parts, said.size));
    this.#nonces.push({ attachment, file, nonces: chunks.map((chunk) => chunk.slice(0, NONCE_BYTES)) });
    return null;
  }

  /** See RecordRequestPort.takeCopyAmendments. */
  takeAmendments(amendments: readonly Amendment[], officers: readonly Uint8Array[]): null {
    if (amendments.length > 0) this.#files.set("amendments.json", writeAmendments(amendments));
    this.#answerers = officers;
    return null;
  }

  get madeAt(): number {
    return this.entries.request.now;
  }

  /** See CopyPort.makeCopy. */
  make(documents: CopyDocuments, bindery: Bindery): { readonly lines: number } {
    const chosen = this.entries.chosen();
    const manifest = this.#manifest(chosen);
    const told = this.#told();
    const record = recordOf(manifest, chosen, this.entries.epochs, told);
    const lines = linesOf(record, told.offsets);
    this.#files.set("envelopes.bin", this.entries.pack(chosen));
    this.#files.set("proofs.json", writeProofs(this.#proofs(documents, chosen, manifest, told)));
    this.#files.set("record.html", writePage(lines));
    this.#files.set("record.json", writeRecord(record));
    const { release } = this.entries.request;
    if (release !== undefined && "consent" in release) this.#files.set("consent.json", writeConsent(release));
    this.#made = { manifest, lines, bindery };
    return { lines: lines.length };
  }

  /** See CopyPort.drawCopy. */
  draw(): { readonly drawn: number } {
    const { lines, bindery } = this.#ready();
    bindery.drawing?.draw(lines.slice(this.#drawn, this.#drawn + LINES_AT_ONCE));
    this.#drawn = Math.min(this.#drawn + LINES_AT_ONCE, lines.length);
    return { drawn: this.#drawn };
  }

  /** See CopyPort.packCopy. */
  async pack(): Promise<PackedCopy> {
    const { manifest, bindery } = this.#ready();
    if (bindery.drawing !== null) this.#files.set("record.pdf", await bindery.drawing.pdf());
    const files = [...this.#files]
      .map(([name, data]): PackedFile => ({ name, hash: sha256(data) }))
      .sort((one, other) => compare(toUtf8(one.name), toUtf8(other.name)));
    const signed = signPackage(this.entries.source.signing, { ...manifest, files });
    this.#files.set(MANIFEST_FILE, writeSignedBody(signed));
    const archive = bindery.archive(this.#files, manifest.madeAt);
    return { archive, hash: sha256(signed.body), runs: manifest.parts.map(({ first, last }) => [first, last]) };
  }

  #manifest(chosen: readonly Shown[]): PackageManifest {
    const { source, request } = this.entries;
    const last = chosen.at(-1)?.time ?? 0;
    const rests = request.release === undefined ? null : basisOf(request.release);
    return {
      package: drawn(this.#random, ID_BYTES),
      basis: rests === null ? "copy" : rests.basis,
      basisHash: rests === null ? new Uint8Array() : sha256(rests.signed.body),
      conversation: source.match.conversation,
      matchHash: source.match.hash,
      scopeFrom: request.from,
      scopeUntil: Math.min(request.until, Math.max(request.now, last)),
      parts: this.entries.partsOf(chosen),
      files: [],
      madeBy: source.account,
      bundleHash: source.bundleHash,
      madeAt: request.now,
    };
  }

  #told(): Told {
    const { source, request } = this.entries;
    const names = new Map(request.names.map(({ account, name }) => [toHex(account), name]));
    const people = source.match.participants.map(({ account, role }) => ({
      account,
      role,
      name: names.get(toHex(account)) ?? "",
    }));
    return {
      people,
      zone: request.zone,
      offsets: request.offsets,
      statement: STATEMENTS[request.release?.statement ?? "none"],
    };
  }

  #proofs(documents: CopyDocuments, chosen: readonly Shown[], { parts }: PackageManifest, told: Told): Proofs {
    const { match, account: maker, vouchers } = this.entries.source;
    const others = match.participants.map(({ account }) => account).filter((account) => !equal(account, maker));
    const named = [maker, ...match.participants.map(({ account }) => account), ...vouchers, ...this.#answerers];
    return {
      ...provedPeople(documents, named),
      match: this.#match,
      epochs: this.entries.openingsBeside(chosen),
      witnesses: witnessesOf(parts, chosen, this.entries.besides(chosen), others),
      log: logProof(documents.log),
      attachments: this.#nonces,
      told,
    };
  }

  #ready(): Made {
    if (this.#made === null) throw new Alarm("no_epoch");
    return this.#made;
  }
}

/** Each file once, though several letters speak of it. */
function attachmentsOf(chosen: readonly Shown[]): readonly Attachment[] {
  const found = new Map<string, Attachment>();
  for (const each of chosen) {
    if (!("content" in each) || each.content.kind !== "letter") continue;
    for (const file of each.content.attachments) found.set(toHex(file.attachment), file);
  }
  return [...found.values()];
}

/** What of a file's name is harmless as the name of a file anywhere. */
function safeName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._ -]+/gu, "_").replace(/\.{2,}/g, ".");
  const [stem, ending] = [plain.slice(0, SAFE_NAME_LENGTH), /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? ""];
  const short = plain.length > SAFE_NAME_LENGTH ? stem.slice(0, -ending.length || undefined) + ending : plain;
  return toUtf8(short).length > 150 ? `file${ending}` : short;
}
