import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { type History, makeChangeRequest, verifyChangeRequest } from "../../src/crypto/change_request.ts";
import { type ClosingReason, makeClosing, verifyClosing } from "../../src/crypto/closing.ts";
import { readEpochHeader } from "../../src/crypto/epoch.ts";
import { checkGrantedWraps, readHistoryGrant, unwrapGranted, verifyHistory } from "../../src/crypto/history.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import type { Role } from "../../src/crypto/trust.ts";
import { int, pair, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** Care over time: closings, changes of therapist, who may read what was before. */

export const closing: Operations = {
  make: async (given) => {
    const { signing } = await accountKeys(un(given["secret"]));
    const body = {
      conversation: un(given["conversation"]),
      reason: text(given["reason"]) as ClosingReason,
      account: un(given["account"]),
      closedAt: int(given["closed_at"]),
    };
    return pair(makeClosing(signing, body));
  },
  verify: async (given) => {
    const signer = await readBundle(un(given["signer_bundle"]));
    const role = text(given["role"]) as Role;
    const said = verifyClosing(unpair(given["closing"]), signer, role, un(given["conversation"]));
    return { reason: said.reason, account: toHex(said.account), closed_at: said.closedAt };
  },
};

export const changeRequest: Operations = {
  make: async (given) => {
    const { signing } = await accountKeys(un(given["secret"]));
    const body = {
      request: un(given["request"]),
      conversation: un(given["conversation"]),
      history: text(given["history"]) as History,
      madeAt: int(given["made_at"]),
    };
    return pair(makeChangeRequest(signing, body));
  },
  verify: async (given) => {
    const said = verifyChangeRequest(unpair(given["change"]), await readBundle(un(given["signer_bundle"])));
    return {
      request: toHex(said.request),
      conversation: toHex(said.conversation),
      history: said.history,
      made_at: said.madeAt,
    };
  },
};

export const history: Operations = {
  verify: async (given) => {
    const signers = await Promise.all(texts(given["signer_bundles"]).map((bundle) => readBundle(un(bundle))));
    const [conversation, recipient] = [un(given["conversation"]), un(given["recipient_bundle_hash"])];
    const grant = verifyHistory(unpair(given["grant"]), signers, conversation, recipient);
    return { epochs: grant.epochs.map(({ epoch }) => epoch), granted_at: grant.grantedAt };
  },
  check_wraps: (given) => {
    checkGrantedWraps(readHistoryGrant(un(given["grant"])), texts(given["wraps"]).map(un));
    return {};
  },
  unwrap: async (given) => {
    const [grant, header] = [readHistoryGrant(un(given["grant"])), readEpochHeader(un(given["header"]))];
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const keys = await unwrapGranted(key, grant, header, un(given["wrap"]));
    return { secret: toHex(keys.secret), message_key: toHex(keys.messageKey) };
  },
};
