import { equal } from "../bytes/equal.ts";
import type { Bundle } from "./bundle.ts";
import { ascending, count, exactly, ID_BYTES, present, same } from "./checks.ts";
import { type EpochHeader, type EpochKeys, memberOf } from "./epoch.ts";
import { type Hashed, readHashed, type Shape, written } from "./fields.ts";
import { inManifestOrder, type Manifest, MOST_CUSTODIANS } from "./manifest.ts";
import { ProofError } from "./proof.ts";
import { drawn, type Random } from "./random.ts";
import { seal } from "./sealing.ts";
import { SEALED_SHARE_BYTES, sealedShareHash, sealInfo, SHARE_BODY, shareHash, splitSecret } from "./share.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Deposits (crypto.md §7.2): a member entrusts an epoch's secret to the custodians, without which it may not write. */

/** What one custodian was given; the hashes hold the depositor to it. */
export interface DepositRow {
  readonly custodian: Uint8Array;
  readonly bundleHash: Uint8Array;
  readonly shareHash: Uint8Array;
  readonly sealedShareHash: Uint8Array;
}

interface DepositBody {
  readonly conversation: Uint8Array;
  readonly epoch: number;
  readonly headerHash: Uint8Array;
  readonly depositor: Uint8Array;
  readonly depositId: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly k: number;
  readonly rows: readonly DepositRow[];
  readonly madeAt: number;
}

/** A depositor's word on what they gave to whom. Public. */
export type Deposit = Hashed<DepositBody>;

const DEPOSIT: Shape<DepositBody> = {
  label: "webtherapy/v1/deposit",
  parts: (d) => [
    d.conversation,
    d.epoch,
    d.headerHash,
    d.depositor,
    d.depositId,
    d.manifestHash,
    d.k,
    d.rows.map((row) => [row.custodian, row.bundleHash, row.shareHash, row.sealedShareHash]),
    d.madeAt,
  ],
  read: (fields) => {
    const body = {
      conversation: fields.id(),
      epoch: fields.uint(),
      headerHash: fields.hash(),
      depositor: fields.id(),
      depositId: fields.id(),
      manifestHash: fields.hash(),
      k: fields.uint(),
      rows: fields.rows((row) => ({
        custodian: row.id(),
        bundleHash: row.hash(),
        shareHash: row.hash(),
        sealedShareHash: row.hash(),
      })),
      madeAt: fields.uint(),
    };
    count(body.rows, 1, MOST_CUSTODIANS);
    ascending(body.rows.map((row) => row.custodian));
    return body;
  },
};

/** A deposit from its body alone: for one that was verified before. */
export function readDeposit(body: Uint8Array): Deposit {
  return readHashed(DEPOSIT, body);
}

/** What a depositor sends: the signed deposit, and the sealed shares in the order of its rows. */
export interface MadeDeposit {
  readonly signed: SignedBody;
  readonly sealedShares: readonly Uint8Array[];
}

/**
 * The epoch's secret, shared among the manifest's custodians, whose certified bundles are given. Where the shares lie and how the
 * polynomials run is drawn by the sharing library itself, not by `random`.
 */
export async function makeDeposit(
  signer: SigningKey,
  depositor: Uint8Array,
  epoch: EpochKeys,
  manifest: Manifest,
  custodians: readonly Bundle[],
  madeAt: number,
  random: Random,
): Promise<MadeDeposit> {
  const { conversation, headerHash } = epoch;
  const depositId = drawn(random, ID_BYTES);
  const outside = { headerHash, depositor, depositId, manifestHash: manifest.hash, k: manifest.k };
  const bundles = inManifestOrder(manifest, custodians);
  const shares = await splitSecret(epoch.secret, bundles.length, manifest.k);
  const rows: DepositRow[] = [];
  const sealedShares: Uint8Array[] = [];
  for (const [n, bundle] of bundles.entries()) {
    const body = written(SHARE_BODY, { ...outside, custodian: bundle.account, share: present(shares[n]) });
    const info = sealInfo(conversation, headerHash, depositId, bundle.hash);
    const sealed = await seal(bundle.sealingPublic, info, body, random);
    sealedShares.push(sealed);
    rows.push(depositRow(bundle, body, sealed));
  }
  const signed = signer.signBody(DEPOSIT, { ...outside, conversation, epoch: epoch.epoch, rows, madeAt });
  return { signed, sealedShares };
}

function depositRow(bundle: Bundle, share: Uint8Array, sealed: Uint8Array): DepositRow {
  const { account: custodian, hash: bundleHash } = bundle;
  return { custodian, bundleHash, shareHash: shareHash(share), sealedShareHash: sealedShareHash(sealed) };
}

/**
 * The deposit of a member for this epoch under this manifest: as much as can be told without opening a share.
 *
 * @throws ProofError those of `verifyDepositWord`, wrong_length, wrong_sealed_share_hash
 */
export function verifyDeposit(
  signed: SignedBody,
  sealedShares: readonly Uint8Array[],
  depositor: Bundle,
  header: EpochHeader,
  manifest: Manifest,
): Deposit {
  const deposit = verifyDepositWord(signed, depositor, header, manifest);
  checkSealedShares(deposit, sealedShares);
  return deposit;
}

/**
 * The same for who sees one of the sealed shares, or none: a custodian, an order's recipient.
 *
 * @throws ProofError bad_signature, foreign_epoch, unknown_member, wrong_bundle, wrong_manifest, wrong_custodians, bad_threshold
 */
export function verifyDepositWord(
  signed: SignedBody,
  depositor: Bundle,
  header: EpochHeader,
  manifest: Manifest,
): Deposit {
  const deposit = verified(DEPOSIT, signed, depositor.signingPublic);
  same(deposit.depositor, depositor.account, "unknown_member");
  same(memberOf(header, deposit.depositor).bundleHash, depositor.hash, "wrong_bundle");
  checkDepositEpoch(deposit, header);
  same(deposit.manifestHash, manifest.hash, "wrong_manifest");
  if (deposit.k !== manifest.k) throw new ProofError("bad_threshold");
  checkCustodians(deposit, manifest);
  return deposit;
}

/** ProofError("foreign_epoch") unless the deposit is for the epoch with this header. */
export function checkDepositEpoch(deposit: Deposit, header: EpochHeader): void {
  same(deposit.conversation, header.conversation, "foreign_epoch");
  if (deposit.epoch !== header.epoch) throw new ProofError("foreign_epoch");
  same(deposit.headerHash, header.hash, "foreign_epoch");
}

/** The custodian's row; ProofError("unknown_member"). */
export function rowOf(deposit: Deposit, custodian: Uint8Array): DepositRow {
  const row = deposit.rows.find((candidate) => equal(candidate.custodian, custodian));
  if (row === undefined) throw new ProofError("unknown_member");
  return row;
}

/** ProofError("wrong_custodians") unless these rows name exactly the manifest's custodians, in its order. */
export function checkCustodians(said: { readonly rows: readonly DepositRow[] }, manifest: Manifest): void {
  const fits = manifest.custodians.every((custodian, n) => {
    const row = said.rows[n];
    return row !== undefined && equal(row.custodian, custodian.account) && equal(row.bundleHash, custodian.bundleHash);
  });
  if (!fits || said.rows.length !== manifest.custodians.length) throw new ProofError("wrong_custodians");
}

function checkSealedShares(deposit: Deposit, sealedShares: readonly Uint8Array[]): void {
  count(sealedShares, deposit.rows.length, deposit.rows.length);
  exactly(SEALED_SHARE_BYTES, ...sealedShares);
  deposit.rows.forEach((row, n) => {
    same(sealedShareHash(present(sealedShares[n])), row.sealedShareHash, "wrong_sealed_share_hash");
  });
}
