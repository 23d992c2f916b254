import type { Bundle } from "./bundle.ts";
import { drawn, type Random } from "./random.ts";
import { ID_BYTES, same } from "./checks.ts";
import { type EpochHeader, type EpochPlace, type OpenedEpoch, openEpoch, verifyHeader } from "./epoch.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import { reasonHash, STAFF_ACT, type StaffAct } from "./staff_act.ts";

/**
 * Drills (crypto.md §7.3): custodians show that they can open an epoch, and nobody's words are in it. A drill's conversation was made up
 * for it. Its one member is the officer who ordered it: what custodians give is to who had it before.
 */

/** What the act of a drill is about, and what its epoch follows on: no head of any transcript. */
function drillHash(conversation: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/drill", conversation);
}

/** An epoch of a conversation that there is not, with the officer alone in it. */
export async function openDrill(
  signer: SigningKey,
  officer: Bundle,
  manifestHash: Uint8Array,
  openedAt: number,
  random: Random,
): Promise<OpenedEpoch> {
  const purpose = { kind: "thread", session: new Uint8Array(), manifestHash, openedAt } as const;
  const place = placeOf(drawn(random, ID_BYTES));
  return openEpoch(signer, officer.account, place, purpose, [officer], random);
}

/** The officer's act over this conversation. */
export function makeDrill(signer: SigningKey, officer: Uint8Array, conversation: Uint8Array, at: number): SignedBody {
  const reason = reasonHash("drill", "other", "");
  const body = { actor: officer, act: "drill", subjectHash: drillHash(conversation), reasonHash: reason, at } as const;
  return signer.signBody(STAFF_ACT, body);
}

/** The officer's act over this conversation; ProofError bad_signature, unknown_member, wrong_act, wrong_subject. */
export function verifyDrill(act: SignedBody, officer: Bundle, conversation: Uint8Array): StaffAct {
  const said = verified(STAFF_ACT, act, officer.signingPublic);
  same(said.actor, officer.account, "unknown_member");
  if (said.act !== "drill") throw new ProofError("wrong_act");
  same(said.subjectHash, drillHash(conversation), "wrong_subject");
  return said;
}

/**
 * The drill's epoch: opened by the officer, for nobody beside. Nothing of a conversation of people can stand in its place.
 *
 * @throws ProofError those of `verifyHeader`, and not_a_drill
 */
export function verifyDrillHeader(signed: SignedBody, officer: Bundle, conversation: Uint8Array): EpochHeader {
  const header = verifyHeader(signed, officer, placeOf(conversation));
  if (header.members.length !== 1) throw new ProofError("not_a_drill");
  return header;
}

function placeOf(conversation: Uint8Array): EpochPlace {
  return { conversation, epoch: 1, previous: drillHash(conversation) };
}
