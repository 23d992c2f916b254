import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import type { SigningKey } from "../crypto/signing.ts";
import { type Bundle, verifyBundle, verifySuccessor } from "../crypto/bundle.ts";
import { verifyChangeRequest } from "../crypto/change_request.ts";
import { ID_BYTES, same } from "../crypto/checks.ts";
import { sha256 } from "../crypto/hashing.ts";
import { makeMatch } from "../crypto/match.ts";
import { makeNotice, type NoticePurpose } from "../crypto/notice.ts";
import { makeProfile, verifyProfile } from "../crypto/profile.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { fingerprint } from "../crypto/safety.ts";
import { certify, certifyAnew, type Certifier, ROLES } from "../crypto/trust.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import type * as port from "./matching_port.ts";
import type { Practice } from "./practice.ts";

/** What certifiers and therapists sign in their own browsers (crypto.md §4.2, §4.3, §11, §12.2, §12.3). */

type Request<M extends keyof port.MatchingPort> = Parameters<port.MatchingPort[M]>[0];

/** A notice of a match asks for one of these. */
const ANSWERS = ["accept", "decline"];

/** See MatchingPort.fingerprintOf. */
export async function fingerprintOf(person: Person): Promise<readonly string[]> {
  return fingerprint((await newestBundle(person)).hash);
}

/** See MatchingPort.certify. */
export async function certifyPerson(
  keeper: Keeper,
  practice: Practice,
  { person, now }: Request<"certify">,
): Promise<SignedBody> {
  const { certifier, signing } = signerFor(keeper, practice, now);
  const role = ROLES.find((each) => each === person.role);
  if (role === undefined) throw new ProofError("unlawful_role");
  // What the lost keys could not sign is certified in so many words: people see that somebody vouches for it anew.
  const anew = person.earlier.length > 0 && person.predecessorSignature === null;
  return (anew ? certifyAnew : certify)(signing, certifier, await newestBundle(person), role, now);
}

/** See MatchingPort.propose. */
export async function proposeMatch(
  keeper: Keeper,
  practice: Practice,
  request: Request<"propose">,
  random: Random,
): Promise<port.MadeProposal> {
  const { certifier, signing } = signerFor(keeper, practice, request.now);
  const client = await practice.certified(request.client);
  const therapist = await practice.certified(request.therapist);
  if (client.role !== "client" || therapist.role !== "therapist") throw new ProofError("unlawful_role");
  const conversation = drawn(random, ID_BYTES);
  const manifest = practice.custody.manifest.hash;
  const match = makeMatch(signing, certifier, conversation, [client, therapist], manifest, request.now);
  const purpose = {
    noticeId: drawn(random, ID_BYTES),
    kind: "match",
    subject: conversation,
    answers: ANSWERS,
  } as const;
  const values = [
    { name: "account", value: toHex(therapist.bundle.account) },
    { name: "therapist", value: request.name },
  ];
  const content = { title: request.title, text: request.text, values };
  const made = await makeNotice(signing, certifier.bundle, client.bundle, purpose, content, request.now, random);
  return { conversation, match, notice: { notice: made.signed, sealed: made.sealed } };
}

/** See MatchingPort.sealUpdate. */
export async function sealUpdate(
  keeper: Keeper,
  practice: Practice,
  request: Request<"sealUpdate">,
  random: Random,
): Promise<port.NoticeToSend> {
  const { certifier, signing } = signerFor(keeper, practice, request.now);
  const { bundle } = await practice.certified(request.recipient);
  const purpose: NoticePurpose = {
    noticeId: drawn(random, ID_BYTES),
    kind: "update",
    subject: new Uint8Array(),
    answers: [],
  };
  const content = { title: request.title, text: request.text, values: [] };
  const made = await makeNotice(signing, certifier.bundle, bundle, purpose, content, request.now, random);
  return { notice: made.signed, sealed: made.sealed };
}

/** See MatchingPort.signProfile. */
export function signProfile(keeper: Keeper, { version, words, photo, now }: Request<"signProfile">): SignedBody {
  const { account, ring } = keeper.unlocked;
  const photoHash = photo === null ? new Uint8Array() : sha256(photo);
  return makeProfile(ring.newest.signing, { ...words, account, version, photoHash, madeAt: now });
}

/** See MatchingPort.readProfile. */
export async function readProfile(
  practice: Practice,
  signed: SignedBody,
  therapist: Person,
): Promise<port.VerifiedProfile> {
  const profile = await underOwnKeys(practice, therapist, (bundle) => verifyProfile(signed, bundle));
  const { account, version, name, credentials, approaches, languages, about } = profile;
  return { account, version, name, credentials, approaches, languages, about };
}

/** See MatchingPort.readChange. */
export async function readChange(
  practice: Practice,
  signed: SignedBody,
  client: Person,
): Promise<{ conversation: Uint8Array; history: "share" | "keep" }> {
  const { conversation, history } = await underOwnKeys(practice, client, (bundle) =>
    verifyChangeRequest(signed, bundle),
  );
  return { conversation, history };
}

/** This account's keys as a certifier, and the delegation that lets them. */
function signerFor(keeper: Keeper, practice: Practice, now: number): { certifier: Certifier; signing: SigningKey } {
  const { unlocked } = keeper;
  const certifier = practice.certifiers.find(({ bundle }) => equal(bundle.account, unlocked.account) && lasts(bundle));
  if (certifier === undefined) throw new ProofError("wrong_delegation");
  certifier.checkTime(now);
  return { certifier, signing: keysOf(unlocked, certifier.bundle).signing };

  function lasts(bundle: Bundle): boolean {
    return unlocked.ring.forBundle(bundle) === unlocked.ring.newest;
  }
}

/** The newest bundle of somebody who may be certified or not, at the end of a chain that each bundle of it has signed. */
async function newestBundle(person: Person): Promise<Bundle> {
  let newest: Bundle | null = null;
  for (const { bundle, predecessorSignature } of [...person.earlier].reverse().concat(person)) {
    if (newest === null) newest = await verifyBundle(bundle);
    else if (predecessorSignature === null) throw new ProofError("wrong_previous");
    else newest = await verifySuccessor(bundle, newest, predecessorSignature);
  }
  if (newest === null) throw new ProofError("malformed");
  same(newest.account, person.account, "unknown_member");
  return newest;
}

/** What holds under one of somebody's certified bundles: they may have signed before their newest. */
async function underOwnKeys<T>(practice: Practice, person: Person, verify: (bundle: Bundle) => T): Promise<T> {
  const succession = await practice.succession(person);
  for (const { bundle } of succession.all) {
    try {
      return verify(bundle);
    } catch (error) {
      if (!(error instanceof ProofError && error.reason === "bad_signature")) throw error;
    }
  }
  throw new ProofError("bad_signature");
}
