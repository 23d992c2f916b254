import { toHex } from "../../src/bytes/hex.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { encode } from "../../src/crypto/canonical.ts";
import { readDeposit, verifyDeposit } from "../../src/crypto/deposit.ts";
import {
  envelopeHash,
  openEnvelope,
  parseEnvelope,
  readEnvelopeHeader,
  sealEnvelope,
  verifyEnvelope,
} from "../../src/crypto/envelope.ts";
import {
  checkMembers,
  checkWraps,
  commitment,
  type EpochKeys,
  epochKeys,
  readEpochHeader,
  unwrapEpoch,
  verifyHeader,
} from "../../src/crypto/epoch.ts";
import { read } from "../../src/crypto/fields.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import { type Manifest, readManifest, verifyManifest, verifyNextManifest } from "../../src/crypto/manifest.ts";
import { combineShares, examineShares, openShare } from "../../src/crypto/opening.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { SHARE_BODY } from "../../src/crypto/share.ts";
import { SigningKey } from "../../src/crypto/signing.ts";
import { PinnedRoot } from "../../src/crypto/trust.ts";
import { contentOf, saidOf } from "./contents.ts";
import { type Given, int, replay, rows, type Said, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

export const epoch: Operations = {
  verify_header: async (given) => {
    const place = {
      conversation: un(given["conversation"]),
      epoch: int(given["epoch"]),
      previous: un(given["previous"]),
    };
    const header = verifyHeader(unpair(given["header"]), await readBundle(un(given["opener_bundle"])), place);
    return {
      hash: toHex(header.hash),
      kind: header.kind,
      session: toHex(header.session),
      members: header.members.map((member) => toHex(member.account)),
    };
  },
  check_members: (given) => {
    const members = Object.entries(given["members"] as Given).map(
      ([account, hash]) => [account, new Set([String(hash)])] as const,
    );
    checkMembers(readEpochHeader(un(given["header"])), new Map(members));
    return {};
  },
  check_wraps: (given) => {
    checkWraps(readEpochHeader(un(given["header"])), texts(given["wraps"]).map(un));
    return {};
  },
  keys: (given) => {
    const keys = epochKeys(readEpochHeader(un(given["header"])), un(given["secret"]));
    return { message_key: toHex(keys.messageKey), header_hash: toHex(keys.headerHash) };
  },
  commitment: (given) => ({ commitment: toHex(commitment(un(given["secret"]))) }),
  unwrap: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const header = readEpochHeader(un(given["header"]));
    const keys = await unwrapEpoch(key, un(given["account"]), header, un(given["wrap"]));
    return { secret: toHex(keys.secret), message_key: toHex(keys.messageKey) };
  },
};

export function keysOf(given: Given): EpochKeys {
  return epochKeys(readEpochHeader(un(given["epoch_header"])), un(given["epoch_secret"]));
}

export const envelope: Operations = {
  seal: (given) => {
    const header = readEnvelopeHeader(un(given["header"]));
    const signer = new SigningKey(un(given["signing_seed"]));
    const sealed = sealEnvelope(header, contentOf(given), keysOf(given), signer, replay(given["nonce"]));
    const { headerBytes, nonce, ciphertext } = sealed;
    const signed = encode("webtherapy/v1/envelope-signature", headerBytes, nonce, sha256(ciphertext));
    return { envelope: toHex(sealed.raw), hash: toHex(envelopeHash(sealed)), signed: toHex(signed) };
  },
  parse: (given) => {
    const parsed = parseEnvelope(un(given["envelope"]));
    const { header } = parsed;
    return {
      hash: toHex(envelopeHash(parsed)),
      conversation: toHex(header.conversation),
      epoch: header.epoch,
      sender: toHex(header.sender),
      instance: toHex(header.instance),
      counter: header.counter,
      message_id: toHex(header.messageId),
      kind: header.kind,
      client_time: header.clientTime,
      seen_sequence: header.seenSequence,
      seen_head: toHex(header.seenHead),
      log_size: header.logSize,
      log_root: toHex(header.logRoot),
    };
  },
  verify: (given) => {
    verifyEnvelope(parseEnvelope(un(given["envelope"])), un(given["signing_public"]));
    return {};
  },
  open: (given) => saidOf(openEnvelope(parseEnvelope(un(given["envelope"])), keysOf(given))),
};

function rootOf(given: Given): PinnedRoot {
  return PinnedRoot.pin(un(given["root_public"]), un(given["root_fingerprint"]));
}

function saidOfManifest(manifest: Manifest): Said {
  const { hash, generation, k, custodians } = manifest;
  const listed = custodians.map((row) => [toHex(row.account), toHex(row.bundleHash)]);
  return { hash: toHex(hash), generation, k, custodians: listed };
}

export const custody: Operations = {
  verify_manifest: (given) => {
    const least = "least_generation" in given ? int(given["least_generation"]) : 0;
    return saidOfManifest(verifyManifest(unpair(given["manifest"]), rootOf(given), least));
  },
  verify_next_manifest: async (given) => {
    const root = rootOf(given);
    const previous = readManifest(un(given["previous"]));
    const cosignatures = rows(given["cosignatures"]).map((row) => ({
      account: un(row["account"]),
      signature: un(row["signature"]),
    }));
    const bundles = await Promise.all(texts(given["custodian_bundles"]).map((body) => readBundle(un(body))));
    const named = new Map(bundles.map((bundle) => [toHex(bundle.account), bundle]));
    return saidOfManifest(verifyNextManifest(unpair(given["manifest"]), cosignatures, root, previous, named));
  },
  verify_deposit: async (given) => {
    const deposit = verifyDeposit(
      unpair(given["deposit"]),
      texts(given["sealed_shares"]).map(un),
      await readBundle(un(given["depositor_bundle"])),
      readEpochHeader(un(given["header"])),
      readManifest(un(given["manifest"])),
    );
    return { hash: toHex(deposit.hash), deposit_id: toHex(deposit.depositId) };
  },
  open_share: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const deposit = readDeposit(un(given["deposit"]));
    return { share: toHex(await openShare(key, un(given["custodian"]), deposit, un(given["sealed_share"]))) };
  },
  examine: (given) => {
    const contributions = new Map(
      rows(given["contributions"]).map((row) => [text(row["custodian"]), un(row["share"])]),
    );
    const { good, bad } = examineShares(readDeposit(un(given["deposit"])), contributions);
    return { good: good.map((share) => toHex(share.custodian)), bad: bad.map(toHex) };
  },
  combine: async (given) => {
    const shares = texts(given["shares"]).map((share) => read(SHARE_BODY, un(share)));
    const header = readEpochHeader(un(given["header"]));
    return { secret: toHex((await combineShares(readDeposit(un(given["deposit"])), header, shares)).secret) };
  },
};
