import { toHex } from "../bytes/hex.ts";
import { equal } from "../bytes/equal.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { present } from "../crypto/checks.ts";
import { CONTACT_CARD } from "../crypto/contact_card.ts";
import { INTAKE, type IntakeFields } from "../crypto/intake.ts";
import { namedParticipants } from "../crypto/match.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import { recipientOf, type SealedFor, type SealedKind } from "../crypto/sealed_fields.ts";
import type { CertifiedBundle } from "../crypto/trust.ts";
import type { ConversationDocument, Person } from "../protocol/documents.ts";
import { bundleInForce, certifiedIntake, keysOf, namesExactly, shownContent, signerOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import type { CardContent } from "./key_life.ts";
import type * as port from "./matching_port.ts";
import type { Practice } from "./practice.ts";

/** The intake questionnaire (crypto.md §12.1): its holder's side, and that of those whom it was sealed to. */

type Request<M extends keyof port.MatchingPort> = Parameters<port.MatchingPort[M]>[0];

/** See MatchingPort.sealIntake. */
export async function sealIntake(
  keeper: Keeper,
  practice: Practice,
  request: Request<"sealIntake">,
  random: Random,
): Promise<port.MadeIntake> {
  const readers = await readersOf(keeper, practice, request.readers);
  const bundle = await bundleInForce(keeper, practice, request.holder);
  const { signing } = keysOf(keeper.unlocked, bundle);
  const { form, answers } = request.content;
  const fields = { form, fields: answers };
  const made = await INTAKE.make(signing, bundle, request.version, fields, readers, request.now, random);
  const { recipients } = INTAKE.read(made.signed.body);
  const wraps = made.wraps.map((wrap, n) => ({ account: present(recipients[n]).account, wrap }));
  return { intake: made.signed, sealed: made.sealedFields, wraps };
}

/** See MatchingPort.openIntake. */
export async function openIntake(
  keeper: Keeper,
  practice: Practice,
  { document, holder: shown, readers: shownReaders }: Request<"openIntake">,
): Promise<port.OpenedIntake> {
  const { unlocked } = keeper;
  const readers = await readersOf(keeper, practice, shownReaders);
  const bundle = await bundleInForce(keeper, practice, shown);
  const { signed, sealed, wrap } = document;
  const keys = signerOf(unlocked, signed);
  // Under which of its bundles it was sealed is the account's own word, now that its own keys have signed it.
  const { bundleHash } = recipientOf(INTAKE.read(signed.body), unlocked.account);
  const holder = { ...bundle, signingPublic: keys.signing.public, hash: bundleHash };
  const said = INTAKE.verify(signed, sealed, holder);
  const content = contentOf(await INTAKE.open(keys.sealing, unlocked.account, said, sealed, wrap));
  return { ...content, version: said.version, stale: !namesExactly(said, [...readers, bundle]) };
}

/** See MatchingPort.readIntake. */
export async function readIntake(
  keeper: Keeper,
  practice: Practice,
  request: Request<"readIntake">,
): Promise<port.IntakeContent> {
  return contentOf(await readSealed(INTAKE, keeper, practice, request));
}

/** See MatchingPort.readContactCard. */
export async function readContactCard(
  keeper: Keeper,
  practice: Practice,
  request: Request<"readContactCard">,
): Promise<CardContent> {
  return shownContent(await readSealed(CONTACT_CARD, keeper, practice, request));
}

/** What somebody certified has sealed to this account. */
async function readSealed<F>(
  kind: SealedKind<F>,
  keeper: Keeper,
  practice: Practice,
  { document, holder, reader }: Request<"readIntake">,
): Promise<F> {
  const { signed, sealed, wrap } = document;
  const { unlocked } = keeper;
  const named: SealedFor = kind.read(signed.body);
  const theirs = (await practice.succession(holder)).at(recipientOf(named, holder.account).bundleHash);
  const said = kind.verify(signed, sealed, theirs.bundle);
  const own = (await practice.succession(reader)).at(recipientOf(said, unlocked.account).bundleHash);
  return kind.open(keysOf(unlocked, own.bundle).sealing, unlocked.account, said, sealed, wrap);
}

/** The bundles of those who may read this account's intake, each proved to be who they are. */
async function readersOf(keeper: Keeper, practice: Practice, readers: port.IntakeReaders): Promise<readonly Bundle[]> {
  const bundles = new Map<string, Bundle>();
  for (const bundle of await certifiedIntake(practice, readers.intake)) bundles.set(toHex(bundle.account), bundle);
  for (const conversation of readers.conversations) {
    for (const bundle of await therapistsOf(keeper, practice, conversation, readers.people)) {
      bundles.set(toHex(bundle.account), bundle);
    }
  }
  return [...bundles.values()];
}

/** The therapists whom a certifier matched this client with. */
async function therapistsOf(
  keeper: Keeper,
  practice: Practice,
  { match: signed }: ConversationDocument,
  people: readonly Person[],
): Promise<readonly Bundle[]> {
  const atMatch = new Map<string, CertifiedBundle>();
  const newest = new Map<string, Bundle>();
  for (const { account, bundleHash } of namedParticipants(signed)) {
    const shown = people.find((person) => equal(person.account, account));
    if (shown === undefined) throw new ProofError("unknown_member");
    const succession = await practice.succession(shown);
    atMatch.set(toHex(account), succession.at(bundleHash));
    newest.set(toHex(account), succession.newest.bundle);
  }
  const { participants } = practice.match(signed, atMatch);
  const client = participants.find(({ role }) => role === "client");
  if (client === undefined || !equal(client.account, keeper.unlocked.account)) throw new ProofError("unknown_member");
  return participants
    .filter(({ role }) => role === "therapist")
    .map(({ account }) => present(newest.get(toHex(account))));
}

function contentOf({ form, fields }: IntakeFields): port.IntakeContent {
  return { form, answers: fields };
}
