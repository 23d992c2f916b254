import type { Bundle } from "./bundle.ts";
import { count, exactly, present, same } from "./checks.ts";
import { type EpochHeader, type EpochKeys, openWrap, WRAP_BYTES, wrapHash, wrapSecret } from "./epoch.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import type { SealingKey } from "./sealing.ts";
import { type SignedBody, type SigningKey, underAny, verified } from "./signing.ts";

/** History for a new member (crypto.md §5.3): a closed conversation's client lets one more read, epoch by epoch. */

/** Epochs in one grant; so its wraps fit one request. */
const MAX_GRANTED = 32;

/** An epoch, the hash of its header, and the hash of the wrap that lets the recipient read in it. */
export interface GrantedEpoch {
  readonly epoch: number;
  readonly headerHash: Uint8Array;
  readonly wrapHash: Uint8Array;
}

interface HistoryBody {
  readonly conversation: Uint8Array;
  readonly recipientBundleHash: Uint8Array;
  readonly epochs: readonly GrantedEpoch[];
  readonly grantedAt: number;
}

/** Who may read in which epochs. The recipient is named by the bundle that the wraps are sealed to. */
export type HistoryGrant = Hashed<HistoryBody>;

const HISTORY: Shape<HistoryBody> = {
  label: "webtherapy/v1/history",
  parts: (h) => [
    h.conversation,
    h.recipientBundleHash,
    h.epochs.map((row) => [row.epoch, row.headerHash, row.wrapHash]),
    h.grantedAt,
  ],
  read: (fields) => {
    const body = {
      conversation: fields.id(),
      recipientBundleHash: fields.hash(),
      epochs: fields.rows((row) => ({ epoch: row.uint(), headerHash: row.hash(), wrapHash: row.hash() })),
      grantedAt: fields.uint(),
    };
    checkRows(body.epochs);
    return body;
  },
};

function checkRows(rows: readonly GrantedEpoch[]): void {
  count(rows, 1, MAX_GRANTED);
  let before = 0;
  for (const { epoch } of rows) {
    if (epoch < 1) throw new ProofError("malformed");
    if (epoch <= before) throw new ProofError("unsorted_epochs");
    before = epoch;
  }
}

/** A grant and its wraps, in the order of its rows. */
export interface MadeHistory {
  readonly signed: SignedBody;
  readonly wraps: readonly Uint8Array[];
}

/** An epoch that one has the keys of. */
export interface KnownEpoch {
  readonly header: EpochHeader;
  readonly keys: EpochKeys;
}

/** A grant of these epochs of one conversation, in rising order. The recipient's bundle is certified: that is for the caller. */
export async function makeHistory(
  signer: SigningKey,
  recipient: Bundle,
  known: readonly KnownEpoch[],
  grantedAt: number,
  random: Random,
): Promise<MadeHistory> {
  count(known, 1, MAX_GRANTED);
  const { conversation } = present(known[0]).header;
  const wraps: Uint8Array[] = [];
  const epochs: GrantedEpoch[] = [];
  for (const { header, keys } of known) {
    same(header.conversation, conversation, "foreign_conversation");
    same(keys.headerHash, header.hash, "foreign_epoch");
    const wrapped = await wrapSecret(recipient, header, keys.secret, random);
    wraps.push(wrapped);
    epochs.push({ epoch: header.epoch, headerHash: header.hash, wrapHash: wrapHash(wrapped) });
  }
  const body = { conversation, recipientBundleHash: recipient.hash, epochs, grantedAt };
  return { signed: signer.signBody(HISTORY, body), wraps };
}

/**
 * The grant for this conversation and recipient, by the holder of one of `signers`: the client's lawful bundles.
 *
 * @throws ProofError bad_signature, foreign_conversation, wrong_recipient
 */
export function verifyHistory(
  signed: SignedBody,
  signers: readonly Bundle[],
  conversation: Uint8Array,
  recipientBundleHash: Uint8Array,
): HistoryGrant {
  const grant = underAny(signers, ({ signingPublic }) => verified(HISTORY, signed, signingPublic));
  same(grant.conversation, conversation, "foreign_conversation");
  same(grant.recipientBundleHash, recipientBundleHash, "wrong_recipient");
  return grant;
}

/** A grant from its body alone: for one that was verified before. */
export function readHistoryGrant(body: Uint8Array): HistoryGrant {
  return readHashed(HISTORY, body);
}

/** Whether these are the grant's wraps, in the order of its rows. Opens nothing. Reasons: wrong_length, wrong_wrap_hash. */
export function checkGrantedWraps(grant: HistoryGrant, wraps: readonly Uint8Array[]): void {
  count(wraps, grant.epochs.length, grant.epochs.length);
  exactly(WRAP_BYTES, ...wraps);
  grant.epochs.forEach((row, n) => {
    same(wrapHash(present(wraps[n])), row.wrapHash, "wrong_wrap_hash");
  });
}

/**
 * The recipient's keys of an epoch.
 *
 * @throws ProofError foreign_conversation, wrong_epoch, foreign_epoch, wrong_wrap_hash, wrong_key, wrong_commitment
 */
export async function unwrapGranted(
  key: SealingKey,
  grant: HistoryGrant,
  header: EpochHeader,
  wrapped: Uint8Array,
): Promise<EpochKeys> {
  same(header.conversation, grant.conversation, "foreign_conversation");
  const row = grant.epochs.find(({ epoch }) => epoch === header.epoch);
  if (row === undefined) throw new ProofError("wrong_epoch");
  same(header.hash, row.headerHash, "foreign_epoch");
  same(wrapHash(wrapped), row.wrapHash, "wrong_wrap_hash");
  return openWrap(key, header, grant.recipientBundleHash, wrapped);
}
