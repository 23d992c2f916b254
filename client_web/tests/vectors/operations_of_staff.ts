import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import type { NoticeKind } from "../../src/crypto/notice.ts";
import { makeService, tokenHash, verifyService, writeToken } from "../../src/crypto/service.ts";
import {
  type ActWord,
  makeStaffAct,
  reasonHash,
  type ReasonCode,
  subjectHash,
  verifyStaffAct,
} from "../../src/crypto/staff_act.ts";
import { CertifiedBundle, type Certifier } from "../../src/crypto/trust.ts";
import { type Given, int, pair, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What staff do to accounts. */
export const staffAct: Operations = {
  make: async (given) => {
    const { signing } = await accountKeys(un(given["secret"]));
    const act = text(given["act"]) as ActWord;
    const body = {
      actor: un(given["actor"]),
      act,
      subjectHash: subjectHash(un(given["account"])),
      reasonHash: reasonHash(act, text(given["code"]) as ReasonCode, text(given["words"])),
      at: int(given["at"]),
    };
    return pair(makeStaffAct(signing, body));
  },
  verify: async (given) => {
    const signer = await readBundle(un(given["signer_bundle"]));
    const said = verifyStaffAct(
      unpair(given["staff_act"]),
      signer,
      text(given["act"]) as ActWord,
      un(given["account"]),
    );
    return { actor: toHex(said.actor), reason_hash: toHex(said.reasonHash), at: said.at };
  },
};

/** What owners say of the practice's systems. */
export const service = (certifierOf: (given: Given) => Promise<Certifier>): Operations => ({
  make: async (given) => {
    const { signing } = await accountKeys(un(given["secret"]));
    const body = {
      owner: un(given["owner"]),
      ownerBundleHash: un(given["owner_bundle_hash"]),
      account: un(given["account"]),
      name: text(given["name"]),
      kinds: texts(given["kinds"]) as readonly NoticeKind[],
      tokenHash: un(given["token_hash"]),
      expiresAt: int(given["expires_at"]),
      madeAt: int(given["made_at"]),
    };
    return pair(makeService(signing, body));
  },
  verify: async (given) => {
    const certifier = await certifierOf(given);
    const owner = await CertifiedBundle.verify(unpair(given["certificate"]), unpair(given["bundle"]), certifier);
    const said = verifyService(unpair(given["service"]), owner);
    return { account: toHex(said.account), name: said.name, kinds: said.kinds };
  },
  hash_token: (given) => ({ hash: toHex(tokenHash(un(given["token"]))) }),
  write_token: (given) => ({ text: writeToken(un(given["token"]), un(given["root_fingerprint"])) }),
});
