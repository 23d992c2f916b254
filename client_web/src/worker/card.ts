import { toHex } from "../bytes/hex.ts";
import type { AccountKeys } from "../crypto/account.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { present, same } from "../crypto/checks.ts";
import * as cards from "../crypto/contact_card.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import { recipientOf, type SealedFor } from "../crypto/sealed_fields.ts";
import { type SignedBody, verify } from "../crypto/signing.ts";
import type { Person } from "../protocol/documents.ts";
import type { Keeper, Unlocked } from "./keeper.ts";
import type { CardContent, CardField, KeyLifePort, MadeCard, OpenedCard } from "./key_life.ts";
import type { Practice } from "./practice.ts";

/** One's own contact card, and who else may open it (crypto.md §3.12). */

type Request<M extends keyof KeyLifePort> = Parameters<KeyLifePort[M]>[0];

/** See KeyLifePort.sealContactCard. */
export async function sealCard(
  keeper: Keeper,
  practice: Practice,
  request: Request<"sealContactCard">,
  random: Random,
): Promise<MadeCard> {
  const readers = await certifiedIntake(practice, request.recipients);
  const fields = request.fields.map(sealedField).toSorted((one, other) => place(one) - place(other));
  const content = { fields, safe: request.safe };
  const bundle = await bundleInForce(keeper, practice, request.holder);
  const { signing } = keysOf(keeper.unlocked, bundle);
  const made = await cards.CONTACT_CARD.make(signing, bundle, request.version, content, readers, request.now, random);
  const { recipients } = cards.CONTACT_CARD.read(made.signed.body);
  const wraps = made.wraps.map((wrap, n) => ({ account: present(recipients[n]).account, wrap }));
  return { card: made.signed, sealed: made.sealedFields, wraps };
}

/** See KeyLifePort.openContactCard. */
export async function openCard(
  keeper: Keeper,
  practice: Practice,
  request: Request<"openContactCard">,
): Promise<OpenedCard> {
  const { unlocked } = keeper;
  const readers = await certifiedIntake(practice, request.recipients);
  const bundle = await bundleInForce(keeper, practice, request.holder);
  const { card: signed, sealed, wrap } = request;
  const keys = signerOf(unlocked, signed);
  // Under which of its bundles the card was sealed is the account's own word, now that its own keys have signed it.
  const { bundleHash } = recipientOf(cards.CONTACT_CARD.read(signed.body), unlocked.account);
  const holder = { ...bundle, signingPublic: keys.signing.public, hash: bundleHash };
  const card = cards.CONTACT_CARD.verify(signed, sealed, holder);
  const content = await cards.CONTACT_CARD.open(keys.sealing, unlocked.account, card, sealed, wrap);
  const stale = !namesExactly(card, [...readers, bundle]);
  return { ...shownContent(content), version: card.version, stale };
}

/**
 * This account's bundle that was certified last: what others verify its word under. Before the first certificate its newest, which
 * nobody can verify yet (crypto.md §2).
 */
export async function bundleInForce(keeper: Keeper, practice: Practice, holder: Person): Promise<Bundle> {
  const newest = keeper.bundle;
  if ([holder, ...holder.earlier].every(({ certificate }) => certificate === null)) return newest;
  const { bundle } = await practice.certified(holder);
  keysOf(keeper.unlocked, bundle);
  return bundle;
}

/** ProofError("wrong_bundle") when it is not this account's own. */
export function keysOf({ account, ring }: Unlocked, bundle: Bundle): AccountKeys {
  same(bundle.account, account, "wrong_bundle");
  const keys = ring.forBundle(bundle);
  if (keys === null) throw new ProofError("wrong_bundle");
  return keys;
}

/** The keys of the ring that signed this, and open what was sealed with it. */
export function signerOf({ ring }: Unlocked, { body, signature }: SignedBody): AccountKeys {
  return ring.firstFit("bad_signature", (keys) => {
    verify(keys.signing.public, body, signature);
    return keys;
  });
}

/** The bundles of people who may read what people say of themselves; ProofError("unlawful_role") for anyone else's. */
export async function certifiedIntake(practice: Practice, people: readonly Person[]): Promise<readonly Bundle[]> {
  const certified = await Promise.all(people.map((person) => practice.certified(person)));
  if (certified.some(({ role }) => role !== "intake")) throw new ProofError("unlawful_role");
  return certified.map(({ bundle }) => bundle);
}

/** Whether its recipients are the holders of these bundles, of whom one may stand twice. */
export function namesExactly({ recipients }: SealedFor, bundles: readonly Bundle[]): boolean {
  const named = new Set(recipients.map(({ bundleHash }) => toHex(bundleHash)));
  const wanted = new Set(bundles.map(({ hash }) => toHex(hash)));
  return named.size === wanted.size && [...wanted].every((hash) => named.has(hash));
}

function place({ name }: cards.ContactField): number {
  return cards.FIELD_NAMES.indexOf(name);
}

function sealedField({ name, declined, value }: CardField): cards.ContactField {
  return { name, standing: declined ? "declined" : "given", value };
}

/** What stands on a card, as the page has it. */
export function shownContent({ fields, safe }: cards.CardContent): CardContent {
  return { fields: fields.map(shownField), safe };
}

function shownField({ name, standing, value }: cards.ContactField): CardField {
  return { name, declined: standing === "declined", value };
}
