import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { epochKeys, readEpochHeader } from "../../src/crypto/epoch.ts";
import { makeHistory } from "../../src/crypto/history.ts";
import type { Random } from "../../src/crypto/random.ts";
import { type Given, load, pair, type Said, un } from "./json.ts";

/** Makes granted_by_typescript.json: the sealed chain's epoch, granted to one of its custodians (tests/vectors/README.md). */

const AT = 1_764_000_000_000;

export async function makeGrant(random: Random): Promise<Said> {
  const chain = load("sealed_by_python.json");
  const of = (part: string, name: string): unknown => (chain[part] as Given)[name];
  const header = readEpochHeader(un((of("epoch", "header") as Given)["body"]));
  const known = [{ header, keys: epochKeys(header, un(of("epoch", "secret"))) }];
  const recipient = await readBundle(un((of("bundles", "custodian_1") as Given)["body"]));
  const { signing } = await accountKeys(un(of("secrets", "client")));
  const made = await makeHistory(signing, recipient, known, AT, random);
  const about =
    "The epoch of sealed_by_python.json, granted to custodian_1 by the TypeScript implementation (README.md). Made once.";
  return { about, grant: pair(made.signed), wrap: made.wraps.map(toHex).join("") };
}
