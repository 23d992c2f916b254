import { toHex } from "../bytes/hex.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { present } from "../crypto/checks.ts";
import * as cards from "../crypto/contact_card.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { Person } from "../protocol/documents.ts";
import type { Keeper } from "./keeper.ts";
import type { CardField, KeyLifePort, MadeCard, OpenedCard } from "./key_life.ts";
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
  const { unlocked, bundle } = keeper;
  const readers = await certifiedIntake(practice, request.recipients);
  const fields = request.fields.map(sealedField).toSorted((one, other) => place(one) - place(other));
  const { signing } = unlocked.ring.newest;
  const made = await cards.makeContactCard(signing, bundle, request.version, fields, readers, request.now, random);
  const { recipients } = cards.readContactCard(made.signed.body);
  const wraps = made.wraps.map((wrap, n) => ({ account: present(recipients[n]).account, wrap }));
  return { card: made.signed, sealed: made.sealedFields, wraps };
}

/** See KeyLifePort.openContactCard. */
export async function openCard(
  keeper: Keeper,
  practice: Practice,
  request: Request<"openContactCard">,
): Promise<OpenedCard> {
  const { unlocked, bundle } = keeper;
  const readers = await certifiedIntake(practice, request.recipients);
  const { card: signed, sealed, wrap } = request;
  // Which of the ring's keys signed it is to be found out; the same keys open it.
  const { keys, card } = unlocked.ring.firstFit("bad_signature", (keys) => {
    const signer = { ...bundle, signingPublic: keys.signing.public };
    return { keys, card: cards.verifyContactCard(signed, sealed, signer) };
  });
  const fields = await cards.openContactCard(keys.sealing, unlocked.account, card, sealed, wrap);
  const stale = !namesExactly(card, [...readers, bundle]);
  return { fields: fields.map(shownField), version: card.version, stale };
}

/** The bundles of people who may read what people say of themselves; ProofError("unlawful_role") for anyone else's. */
async function certifiedIntake(practice: Practice, people: readonly Person[]): Promise<readonly Bundle[]> {
  const certified = await Promise.all(people.map((person) => practice.certified(person)));
  if (certified.some(({ role }) => role !== "intake")) throw new ProofError("unlawful_role");
  return certified.map(({ bundle }) => bundle);
}

/** Whether the card's recipients are the holders of these bundles, of whom one may stand twice. */
function namesExactly({ recipients }: cards.ContactCard, bundles: readonly Bundle[]): boolean {
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

function shownField({ name, standing, value }: cards.ContactField): CardField {
  return { name, declined: standing === "declined", value };
}
