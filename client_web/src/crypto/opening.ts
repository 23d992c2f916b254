import { fromHex } from "../bytes/hex.ts";
import { equal } from "../bytes/equal.ts";
import { same } from "./checks.ts";
import { checkDepositEpoch, type Deposit, rowOf } from "./deposit.ts";
import { type EpochHeader, type EpochKeys, epochKeys } from "./epoch.ts";
import { read } from "./fields.ts";
import { ProofError } from "./proof.ts";
import type { SealingKey } from "./sealing.ts";
import { combineSecret, sealedShareHash, sealInfo, SHARE_BODY, type ShareBody, shareHash } from "./share.ts";

/**
 * Opening a deposit (crypto.md §7.3): a custodian unseals its share, a recipient brings k of them together. Shares of different
 * deposits never mix; a share that is not the depositor's is named.
 */

/** The shares that are what the depositor gave (secret), and the custodians whose contribution is something else. */
export interface ExaminedShares {
  readonly good: readonly ShareBody[];
  readonly bad: readonly Uint8Array[];
}

/**
 * The custodian's share body, verified against the deposit. Secret.
 *
 * @throws ProofError unknown_member, wrong_sealed_share_hash, wrong_key, and those of `verifyShare`
 */
export async function openShare(
  key: SealingKey,
  custodian: Uint8Array,
  deposit: Deposit,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const row = rowOf(deposit, custodian);
  same(sealedShareHash(sealed), row.sealedShareHash, "wrong_sealed_share_hash");
  const info = sealInfo(deposit.conversation, deposit.headerHash, deposit.depositId, row.bundleHash);
  const body = await key.open(info, sealed);
  verifyShare(deposit, custodian, body);
  return body;
}

/**
 * The share, if it is what the depositor gave this custodian.
 *
 * @throws ProofError mixed_deposits (of another deposit), share_mismatch (of this one, but not what its row says)
 */
export function verifyShare(deposit: Deposit, custodian: Uint8Array, shareBody: Uint8Array): ShareBody {
  const share = read(SHARE_BODY, shareBody);
  same(share.depositId, deposit.depositId, "mixed_deposits");
  same(shareHash(shareBody), rowOf(deposit, custodian).shareHash, "share_mismatch");
  // The depositor vouched for these bytes; that they also say the truth is checked, not believed.
  same(share.headerHash, deposit.headerHash, "share_mismatch");
  same(share.depositor, deposit.depositor, "share_mismatch");
  same(share.manifestHash, deposit.manifestHash, "share_mismatch");
  same(share.custodian, custodian, "share_mismatch");
  if (share.k !== deposit.k) throw new ProofError("share_mismatch");
  return share;
}

/** Good shares, and by name the custodians (hexadecimal accounts) whose contribution is not their share of this deposit. */
export function examineShares(deposit: Deposit, contributions: ReadonlyMap<string, Uint8Array>): ExaminedShares {
  const good: ShareBody[] = [];
  const bad: Uint8Array[] = [];
  for (const [hex, shareBody] of contributions) {
    const custodian = fromHex(hex);
    try {
      good.push(verifyShare(deposit, custodian, shareBody));
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      bad.push(custodian);
    }
  }
  return { good, bad };
}

/**
 * The epoch's keys from k shares of one deposit; what is more than k is not used.
 *
 * @throws ProofError foreign_epoch, mixed_deposits, duplicate_share, too_few_shares, wrong_commitment (the depositor cheated)
 */
export async function combineShares(
  deposit: Deposit,
  header: EpochHeader,
  shares: readonly ShareBody[],
): Promise<EpochKeys> {
  checkDepositEpoch(deposit, header);
  if (!shares.every((share) => equal(share.depositId, deposit.depositId))) throw new ProofError("mixed_deposits");
  if (new Set(shares.map(({ share }) => share.at(-1))).size !== shares.length) throw new ProofError("duplicate_share");
  if (shares.length < deposit.k) throw new ProofError("too_few_shares");
  return epochKeys(header, await combineSecret(shares.slice(0, deposit.k).map(({ share }) => share)));
}
