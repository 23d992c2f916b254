import { toHex } from "../../src/bytes/hex.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { readDeposit } from "../../src/crypto/deposit.ts";
import { readEpochHeader } from "../../src/crypto/epoch.ts";
import { checkHander, openHandedShare, openHeld, readHanding, verifyHandingWord } from "../../src/crypto/handing.ts";
import { readManifest } from "../../src/crypto/manifest.ts";
import { combineShares } from "../../src/crypto/opening.ts";
import { examineHeld } from "../../src/crypto/regaining.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { rows, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What custodians held, handed on to those after them, and regained. */
export const handing: Operations = {
  verify: async (given) => {
    const [hander, manifest] = [await readBundle(un(given["hander_bundle"])), readManifest(un(given["manifest"]))];
    const said = verifyHandingWord(unpair(given["handing"]), hander, manifest);
    checkHander(hander, readManifest(un(given["before"])), manifest);
    return { deposit_id: toHex(said.depositId), hander: toHex(said.hander) };
  },
  open_handed_share: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const said = readHanding(un(given["handing"]));
    return { share: toHex(await openHandedShare(key, un(given["custodian"]), said, un(given["sealed_share"]))) };
  },
  open_held: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const own = un(given["sealed_share"]);
    const handings = rows(given["handings"]).map((each) => ({
      handing: readHanding(un(each["handing"])),
      sealed: un(each["sealed_share"]),
    }));
    const kept = { deposit: readDeposit(un(given["deposit"])), sealed: own.length === 0 ? null : own, handings };
    return { held: toHex(await openHeld(key, un(given["custodian"]), un(given["manifest_hash"]), kept)) };
  },
  examine_held: async (given) => {
    const deposit = readDeposit(un(given["deposit"]));
    const handings = texts(given["handings"]).map((each) => readHanding(un(each)));
    const held = new Map(rows(given["held"]).map((row) => [text(row["custodian"]), un(row["held"])]));
    const { good, bad } = await examineHeld(deposit, un(given["manifest_hash"]), handings, held);
    const header = readEpochHeader(un(given["header"]));
    const secret = good.length < deposit.k ? "" : toHex((await combineShares(deposit, header, good)).secret);
    return { good: good.map(({ custodian }) => toHex(custodian)).sort(), bad: bad.map(toHex).sort(), secret };
  },
};
