import { equal } from "../../src/bytes/equal.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { readDeposit } from "../../src/crypto/deposit.ts";
import { readHashed } from "../../src/crypto/fields.ts";
import { makeHanding, readHanding } from "../../src/crypto/handing.ts";
import { readManifest } from "../../src/crypto/manifest.ts";
import { RELEASE_ORDER } from "../../src/crypto/order.ts";
import type { Random } from "../../src/crypto/random.ts";
import { type Given, load, pair, rows, type Said, texts, un, unpair } from "./json.ts";

/** Makes handed_by_typescript.json: what handed_by_python.json hands on, handed on here (tests/vectors/README.md). */

const AT = 1_764_000_000_000;

export async function makeHanded(random: Random): Promise<Said> {
  const handed = load("handed_by_python.json");
  const made: Said[] = [];
  for (const each of rows(handed["handings"])) made.push(await handedAnew(handed, each, random));
  const about =
    "What handed_by_python.json hands on, handed on by the TypeScript implementation (README.md). Made once.";
  return { about, handings: made };
}

async function handedAnew(handed: Given, each: Given, random: Random): Promise<Said> {
  const said = readHanding(unpair(each["handing"]).body);
  const orders = texts(handed["orders"]).map((body) => readHashed(RELEASE_ORDER, un(body)));
  const order = orders.find(({ hash }) => equal(hash, said.orderHash));
  const manifests = rows(handed["manifests"]).map((one) => readManifest(unpair(one).body));
  const manifest = manifests.find(({ hash }) => equal(hash, said.manifestHash));
  if (order === undefined || manifest === undefined) throw new Error("an order of the same file");
  const deposit = readDeposit(unpair((load("sealed_by_python.json")["deposit"] as Given)["deposit"]).body);
  const custodians = await Promise.all(texts(each["bundles"]).map((bundle) => readBundle(un(bundle))));
  const { signing } = await accountKeys(un(each["secret"]));
  const given = { deposit, held: un(each["held"]) };
  const made = await makeHanding(signing, said.hander, order, given, { manifest, custodians }, AT, random);
  return { handing: pair(made.signed), sealed_shares: made.sealedShares.map(toHex) };
}
