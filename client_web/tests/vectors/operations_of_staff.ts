import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import {
  type ActWord,
  makeStaffAct,
  reasonHash,
  type ReasonCode,
  subjectHash,
  verifyStaffAct,
} from "../../src/crypto/staff_act.ts";
import { int, pair, text, un, unpair } from "./json.ts";
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
