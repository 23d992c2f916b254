import { openBox, sealBox } from "./aead.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { count, KEY_BYTES, same, textAtMost } from "./checks.ts";
import { type Hashed, readHashed, type Shape, written } from "./fields.ts";
import { sha256 } from "./hashing.ts";
import { pad, unpad } from "./padding.ts";
import { type FormVersion, formVersion, PAPER_FORMS, type PaperForm } from "./paper_forms.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { seal, type SealingKey } from "./sealing.ts";

/**
 * Papers (crypto.md §13.1): what a form holds, sealed for those who may read it and named elsewhere by its hash alone. The hash is
 * salted by the paper itself, so that nobody finds by guessing whom it names.
 */

export const MAX_VALUE_BYTES = 4_096;
const MAX_PAPER_BYTES = 32_768;
const MOST_READERS = 16;

const VAGUE: ReadonlySet<string> = new Set([
  "all",
  "any",
  "everything",
  "all records",
  "all information",
  "entire record",
  "everything you have",
]);

export const SIGNED_AS = ["patient", "representative"] as const;
export type SignedAs = (typeof SIGNED_AS)[number];

export const RECIPIENT_KINDS = [
  "person",
  "organisation",
  "treating-provider",
  "health-plan",
  "intermediary",
  "proceedings",
] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

export const PURPOSE_KINDS = ["request", "specific", "treatment-payment-operations", "proceedings"] as const;
export type PurposeKind = (typeof PURPOSE_KINDS)[number];

/** One element of a form and what stands there. */
export interface Element {
  readonly name: string;
  readonly value: string;
}

/** A form that was filled in. Secret. */
export interface PaperBody {
  readonly form: PaperForm;
  readonly version: number;
  readonly salt: Uint8Array;
  readonly elements: readonly Element[];
}

export type Paper = Hashed<PaperBody>;

/** Who can read a paper: the wrap is bound to this bundle of theirs. */
export interface PaperWrap {
  readonly account: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly wrap: Uint8Array;
}

/** A paper under a key of its own, and that key for each reader. */
export interface SealedPaper {
  readonly hash: Uint8Array;
  readonly sealed: Uint8Array;
  readonly wraps: readonly PaperWrap[];
}

const PAPER: Shape<PaperBody> = {
  label: "webtherapy/v1/paper",
  parts: (p) => [p.form, p.version, p.salt, p.elements.map(({ name, value }) => [name, value])],
  read: (fields) => {
    const paper = {
      form: fields.word(PAPER_FORMS),
      version: fields.uint(),
      salt: fields.hash(),
      elements: fields.rows((row) => ({ name: row.text(), value: row.text() })),
    };
    checkElements(paper);
    return paper;
  },
};

/** What stands at an element, empty where the form has none of that name. */
export function valueOf(paper: PaperBody, name: string): string {
  return paper.elements.find((element) => element.name === name)?.value ?? "";
}

/** The elements of a form's version in its order, from values by name; what is not given is empty. */
export function elementsOf(version: FormVersion, values: Readonly<Record<string, string>>): readonly Element[] {
  return version.elements.map((name) => ({ name, value: values[name] ?? "" }));
}

function checkElements(paper: PaperBody): void {
  for (const { value } of paper.elements) textAtMost(MAX_VALUE_BYTES, value);
  const known = formVersion(paper.form, paper.version);
  const names = paper.elements.map(({ name }) => name);
  if (names.join(" ") !== known?.elements.join(" ")) throw new ProofError("bad_form");
  textAtMost(MAX_PAPER_BYTES, paper.elements.map(({ value }) => value).join(""));
  if (paper.elements.some(({ name, value }) => known.required.has(name) && value.trim() === "")) {
    throw new ProofError("incomplete_form");
  }
  if (known.elements.includes("signed-as")) checkConsent(paper);
}

/** What a client signs is specific, says who signed by what right, and serves purposes that may stand together. */
function checkConsent(paper: PaperBody): void {
  const information = valueOf(paper, "information").trim().replace(/\.+$/, "").toLowerCase();
  if (VAGUE.has(information)) throw new ProofError("incomplete_form");
  const [signedAs, recipient] = [valueOf(paper, "signed-as"), valueOf(paper, "recipient-kind")];
  if (!isOneOf(SIGNED_AS, signedAs) || !isOneOf(RECIPIENT_KINDS, recipient)) throw new ProofError("bad_form");
  if ((signedAs === "representative") !== (valueOf(paper, "authority").trim() !== "")) {
    throw new ProofError("incomplete_form");
  }
  if (paper.form === "part2") checkPart2(paper, recipient);
}

/** 42 CFR 2.31(d): a consent for proceedings is for nothing else; (a)(4)(ii): who goes between is named. */
function checkPart2(paper: PaperBody, recipient: string): void {
  const purposes = valueOf(paper, "purpose-kind").trim().split(/\s+/);
  if (!purposes.every((purpose) => isOneOf(PURPOSE_KINDS, purpose))) throw new ProofError("bad_form");
  const forProceedings = purposes.length === 1 && purposes[0] === "proceedings";
  if (purposes.length > 1 || (recipient === "proceedings") !== forProceedings) throw new ProofError("combined_form");
  if (recipient === "intermediary" && valueOf(paper, "intermediary").trim() === "") {
    throw new ProofError("incomplete_form");
  }
}

function isOneOf(words: readonly string[], text: string): boolean {
  return words.includes(text);
}

/** The paper for these readers; who they may be is for the caller to see to. */
export async function sealPaper(paper: PaperBody, readers: readonly Bundle[], random: Random): Promise<SealedPaper> {
  count(readers, 1, MOST_READERS);
  const data = written(PAPER, paper);
  const [hash, key] = [sha256(data), drawn(random, KEY_BYTES)];
  const wraps: PaperWrap[] = [];
  for (const { account, hash: bundleHash, sealingPublic } of readers) {
    wraps.push({ account, bundleHash, wrap: await seal(sealingPublic, paperWrapInfo(hash, bundleHash), key, random) });
  }
  return { hash, sealed: sealBox(key, pad(data), sealContext(hash), random), wraps };
}

/** The paper of this hash, from a reader's wrap. Secret. Reasons: wrong_key, bad_padding, wrong_paper, and those of the paper. */
export async function openPaper(
  key: SealingKey,
  bundleHash: Uint8Array,
  paperHash: Uint8Array,
  sealed: Uint8Array,
  wrapped: Uint8Array,
): Promise<Paper> {
  return (await opened(key, bundleHash, paperHash, sealed, wrapped)).paper;
}

/** The key of the paper of this hash, which it has opened here. Secret. Reasons as `openPaper`. */
export async function openPaperKey(
  key: SealingKey,
  bundleHash: Uint8Array,
  paperHash: Uint8Array,
  sealed: Uint8Array,
  wrapped: Uint8Array,
): Promise<Uint8Array> {
  return (await opened(key, bundleHash, paperHash, sealed, wrapped)).paperKey;
}

async function opened(
  key: SealingKey,
  bundleHash: Uint8Array,
  paperHash: Uint8Array,
  sealed: Uint8Array,
  wrapped: Uint8Array,
): Promise<{ readonly paperKey: Uint8Array; readonly paper: Paper }> {
  const paperKey = await key.open(paperWrapInfo(paperHash, bundleHash), wrapped);
  return { paperKey, paper: readPaper(paperHash, unpad(openBox(paperKey, sealed, sealContext(paperHash)))) };
}

/** The paper, when it is the one of this hash; ProofError("wrong_paper") before it is read at all. */
export function readPaper(paperHash: Uint8Array, data: Uint8Array): Paper {
  same(sha256(data), paperHash, "wrong_paper");
  return readHashed(PAPER, data);
}

/** The bytes of a paper, as its hash is of them. */
export function writePaper(paper: PaperBody): Uint8Array {
  return written(PAPER, paper);
}

/** ProofError("wrong_paper") unless it is the paper that a signed body names, on the form that the body says. */
export function checkPaper(paper: Paper, paperHash: Uint8Array, form: PaperForm, version: number): void {
  same(paper.hash, paperHash, "wrong_paper");
  if (paper.form !== form || paper.version !== version) throw new ProofError("wrong_paper");
}

/** To what a wrap is bound besides the reader's key. */
export function paperWrapInfo(paperHash: Uint8Array, bundleHash: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/paper-wrap", paperHash, bundleHash);
}

function sealContext(paperHash: Uint8Array): Uint8Array {
  return encode("webtherapy/v1/paper-seal", paperHash);
}
