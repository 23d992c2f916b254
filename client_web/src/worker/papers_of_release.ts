import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { HASH_BYTES, ID_BYTES } from "../crypto/checks.ts";
import * as consents from "../crypto/consent.ts";
import { makeDisclosure, verifyDisclosure } from "../crypto/disclosure.ts";
import { sha256 } from "../crypto/hashing.ts";
import { makeNotice } from "../crypto/notice.ts";
import { checkMayOrder } from "../crypto/order.ts";
import { checkPaper, elementsOf, openPaper, type Paper, type PaperBody, sealPaper } from "../crypto/paper.ts";
import { formVersion, NEWEST_VERSION, type PaperForm } from "../crypto/paper_forms.ts";
import { makeMarking } from "../crypto/part2.ts";
import { readProcess, suspendedUntil } from "../crypto/process.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import type { SignedBody, SigningKey } from "../crypto/signing.ts";
import { makeWarning, verifyWarning } from "../crypto/warning.ts";
import type { Person } from "../protocol/documents.ts";
import { bundleInForce, keysOf, signerOf } from "./card.ts";
import { provedCountersignature } from "./countersigned.ts";
import type { Keeper } from "./keeper.ts";
import type { Practice } from "./practice.ts";
import type * as port from "./release_port.ts";

/** What a release rests on, in the browser of whoever signs it or may read it (crypto.md §13). */

type Request<M extends keyof port.ReleasePort> = Parameters<port.ReleasePort[M]>[0];

/** See ReleasePort.signConsent. */
export async function signConsent(
  keeper: Keeper,
  practice: Practice,
  request: Request<"signConsent">,
  random: Random,
): Promise<port.WithPaper> {
  const { form, conversation, kinds, maker, now } = request;
  const own = await bundleInForce(keeper, practice, request.readers.own);
  const officers = await officersOf(practice, request.readers.officers);
  const authors = await authorsOf(practice, request.readers.authors ?? []);
  const readers = unique([own, ...officers, ...authors]);
  const paper = await sealPaper(filled(form, request.values, random), readers, random);
  const body: consents.ConsentBody = {
    consentId: drawn(random, ID_BYTES),
    form,
    formVersion: NEWEST_VERSION,
    formTextHash: sha256(toUtf8(request.text)),
    client: own.account,
    conversation,
    kinds,
    scopeFrom: request.from,
    scopeUntil: request.until,
    maker,
    paperHash: paper.hash,
    signer: own.account,
    signedAt: now,
    expiresAt: request.expiresAt,
  };
  return { signed: consents.makeConsent(keysOf(keeper.unlocked, own).signing, body), paper };
}

/** See ReleasePort.signRevocation. */
export function signRevocation(keeper: Keeper, consent: SignedBody, now: number): SignedBody {
  // What was signed under other keys is somebody else's to take back.
  signerOf(keeper.unlocked, consent);
  const { consentId, hash: consentHash, signer } = consents.readConsent(consent.body);
  const { signing } = keeper.unlocked.ring.newest;
  return consents.makeRevocation(signing, { consentId, consentHash, signer, signedAt: now });
}

/** See ReleasePort.readConsent. */
export async function readConsent(
  keeper: Keeper,
  practice: Practice,
  { consent: signed, paper, client }: Request<"readConsent">,
): Promise<port.ShownConsent> {
  const consent = await underBundles(keeper, practice, [client], signed, (bundle) =>
    consents.verifyConsent(signed, bundle),
  );
  const opened = await openOwn(keeper, consent.paperHash, paper);
  consents.checkConsentPaper(consent, opened);
  const { consentId, hash, form, conversation, kinds, maker, signedAt, expiresAt } = consent;
  const span = { from: consent.scopeFrom, until: consent.scopeUntil };
  const values = valuesOf(opened);
  const { salt } = opened;
  const who = consent.client;
  return { consentId, hash, form, client: who, conversation, kinds, ...span, maker, signedAt, expiresAt, values, salt };
}

/** See ReleasePort.signDecision. */
export async function signDecision(
  keeper: Keeper,
  practice: Practice,
  request: Request<"signDecision">,
  random: Random,
): Promise<{ decision: SignedBody; told: { notice: SignedBody; sealed: Uint8Array } }> {
  const { decision, ground, until, title, text, now } = request;
  const own = await practice.certified(request.own);
  const client = await practice.certified(request.client);
  const { signing } = keysOf(keeper.unlocked, own.bundle);
  const consent = consents.verifyConsent(request.consent, client.bundle);
  const { consentId, hash: consentHash } = consent;
  const reasonHash = consents.decisionReasonHash(consentId, text);
  const officer = own.bundle.account;
  const body = { consentId, consentHash, decision, ground, reasonHash, until, officer, at: now };
  const purpose = { noticeId: drawn(random, ID_BYTES), kind: "release", subject: consentId, answers: [] } as const;
  const content = { title, text, values: [] };
  const made = await makeNotice(signing, own.bundle, client.bundle, purpose, content, now, random);
  return { decision: consents.makeDecision(signing, body), told: { notice: made.signed, sealed: made.sealed } };
}

/** See ReleasePort.signDisclosure. */
export async function signDisclosure(
  keeper: Keeper,
  practice: Practice,
  request: Request<"signDisclosure">,
  random: Random,
): Promise<port.WithPaper> {
  const { readers, conversation, basis, basisHash, runs, packageHash, statement, approver, process, now } = request;
  const own = await bundleInForce(keeper, practice, readers.own);
  const client = equal(request.client.account, own.account) ? own : (await practice.certified(request.client)).bundle;
  const officers = await officersOf(practice, readers.officers);
  const paper = await sealPaper(
    filled("disclosure", request.values, random),
    unique([own, client, ...officers]),
    random,
  );
  const signed = makeDisclosure(keysOf(keeper.unlocked, own).signing, {
    disclosureId: drawn(random, ID_BYTES),
    basis,
    basisHash,
    client: client.account,
    conversation,
    runs,
    paperHash: paper.hash,
    packageHash,
    statement,
    by: own.account,
    approver,
    producedAt: now,
    suspendedUntil: process === undefined ? 0 : suspendedUntil(readProcess(process.body), now),
  });
  return { signed, paper };
}

/** See ReleasePort.readDisclosure. */
export async function readDisclosure(
  keeper: Keeper,
  practice: Practice,
  { disclosure: signed, paper, people }: Request<"readDisclosure">,
): Promise<port.ShownDisclosure> {
  // Whether a notice had to go with it was looked at when it went; a record that was cleared since changes nothing.
  const said = await underBundles(keeper, practice, people, signed, (bundle) =>
    verifyDisclosure(signed, bundle, "cleared"),
  );
  const opened = await openOwn(keeper, said.paperHash, paper);
  checkPaper(opened, said.paperHash, "disclosure", opened.version);
  const { basis, basisHash, by, producedAt, statement, suspendedUntil: hidden } = said;
  return { basis, basisHash, by, producedAt, statement, suspendedUntil: hidden, values: valuesOf(opened) };
}

/** See ReleasePort.signWarning. */
export async function signWarning(
  keeper: Keeper,
  practice: Practice,
  request: Request<"signWarning">,
  random: Random,
): Promise<port.WithPaper & { hash: Uint8Array }> {
  const { client, conversation, supplements, basis, branch, source, now } = request;
  const own = await practice.certified(request.readers.own);
  const officers = await officersOf(practice, request.readers.officers);
  const paper = await sealPaper(filled("warning", request.values, random), unique([own.bundle, ...officers]), random);
  const signed = makeWarning(keysOf(keeper.unlocked, own.bundle).signing, {
    warningId: drawn(random, ID_BYTES),
    supplements: supplements ?? new Uint8Array(),
    client,
    conversation,
    basis,
    branch,
    source,
    paperHash: paper.hash,
    therapist: own.bundle.account,
    at: now,
  });
  return { signed, paper, hash: sha256(signed.body) };
}

/** See ReleasePort.readWarning. */
export async function readWarning(
  keeper: Keeper,
  practice: Practice,
  { warning: signed, countersignature, paper, people }: Request<"readWarning">,
): Promise<port.ShownWarning> {
  // By which way it was lawful was looked at when it was given.
  const said = await underBundles(keeper, practice, people, signed, (bundle) =>
    verifyWarning(signed, bundle, "cleared"),
  );
  const opened = await openOwn(keeper, said.paperHash, paper);
  checkPaper(opened, said.paperHash, "warning", opened.version);
  const { hash, supplements, client, conversation, therapist, basis, branch, source, at } = said;
  const completes = supplements.length === 0 ? null : supplements;
  const [values, why] = [valuesOf(opened), { basis, branch, source }];
  const countersigned = await provedCountersignature(practice, people, said, countersignature);
  return { hash, completes, client, conversation, therapist, ...why, at, values, countersigned };
}

/** See ReleasePort.signMarking. */
export function signMarking(keeper: Keeper, request: Request<"signMarking">): SignedBody {
  const { account, ring } = keeper.unlocked;
  const { client, status, ground, now } = request;
  return makeMarking(ring.newest.signing, { client, status, ground, reviewer: account, at: now });
}

/** A form's newest version, filled in; ProofError("incomplete_form") while something is missing. */
export function filled(form: PaperForm, values: port.Values, random: Random): PaperBody {
  const version = formVersion(form, NEWEST_VERSION);
  if (version === undefined) throw new ProofError("bad_form");
  return { form, version: NEWEST_VERSION, salt: drawn(random, HASH_BYTES), elements: elementsOf(version, values) };
}

/** What stands on a form, by element. */
export function valuesOf(paper: Paper): port.Values {
  return Object.fromEntries(paper.elements.map(({ name, value }) => [name, value]));
}

/** The bundles of officers and owners; ProofError("unlawful_role") for anyone else's. */
export async function officersOf(practice: Practice, people: readonly Person[]): Promise<readonly Bundle[]> {
  const certified = await Promise.all(people.map((person) => practice.certified(person)));
  for (const each of certified) checkMayOrder(each);
  return certified.map(({ bundle }) => bundle);
}

/** Each account once. */
export function unique(bundles: readonly Bundle[]): readonly Bundle[] {
  return [...new Map(bundles.map((bundle) => [toHex(bundle.account), bundle])).values()];
}

/** With whichever keys of the ring it was sealed to. */
export async function openOwn(keeper: Keeper, hash: Uint8Array, paper: port.OwnPaper): Promise<Paper> {
  for (const { keys } of keeper.unlocked.ring.all()) {
    try {
      return await openPaper(keys.sealing, paper.bundleHash, hash, paper.sealed, paper.wrap);
    } catch (error) {
      if (!(error instanceof ProofError && error.reason === "wrong_key")) throw error;
    }
  }
  throw new ProofError("wrong_key");
}

/** What holds under a bundle of one of these people; this account's own words hold under any key of its ring. */
export async function underBundles<T>(
  keeper: Keeper,
  practice: Practice,
  people: readonly Person[],
  signed: SignedBody,
  verify: (bundle: Bundle) => T,
): Promise<T> {
  const own = people.find(({ account }) => equal(account, keeper.unlocked.account));
  if (own !== undefined) {
    const { signing } = ownSigner(keeper, signed) ?? {};
    const bundle = await bundleInForce(keeper, practice, own);
    if (signing !== undefined) return verify({ ...bundle, signingPublic: signing.public });
  }
  for (const person of people) {
    for (const { bundle } of (await practice.succession(person)).all) {
      try {
        return verify(bundle);
      } catch (error) {
        if (!(error instanceof ProofError && error.reason === "bad_signature")) throw error;
      }
    }
  }
  throw new ProofError("bad_signature");
}

function ownSigner(keeper: Keeper, signed: SignedBody): { readonly signing: SigningKey } | null {
  try {
    return signerOf(keeper.unlocked, signed);
  } catch (error) {
    if (error instanceof ProofError) return null;
    throw error;
  }
}

/** The bundles of therapists; ProofError("unlawful_role") for anyone else's. */
async function authorsOf(practice: Practice, people: readonly Person[]): Promise<readonly Bundle[]> {
  const certified = await Promise.all(people.map((person) => practice.certified(person)));
  if (certified.some(({ role }) => role !== "therapist")) throw new ProofError("unlawful_role");
  return certified.map(({ bundle }) => bundle);
}
