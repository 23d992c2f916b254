import { equal } from "../bytes/equal.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { same } from "./checks.ts";
import type { Deposit } from "./deposit.ts";
import { read } from "./fields.ts";
import { HANDED_SHARE, type HandedShare, type Handing, HOLDING, isInto, verifyHandedShare } from "./handing.ts";
import { type ExaminedShares, examineShares } from "./opening.ts";
import { ProofError } from "./proof.ts";
import { combineSecret, type ShareBody } from "./share.ts";

/** Regaining (crypto.md §7.5): from what new custodians hold of a deposit back to the depositor's own shares. */

/** What custodians hold, by hexadecimal account. Secret. */
type Held = ReadonlyMap<string, Uint8Array>;

/**
 * The depositor's own shares in what custodians of a manifest hold, and by name whose part is something else. Where the deposit was made
 * under this very manifest, they hold its shares. Otherwise what each custodian before handed on comes together here, and is what that one
 * would have given.
 */
export async function examineHeld(
  deposit: Deposit,
  manifestHash: Uint8Array,
  handings: readonly Handing[],
  held: Held,
): Promise<ExaminedShares> {
  if (equal(manifestHash, deposit.manifestHash)) return examineShares(deposit, held);
  const into = handings.filter((each) => isInto(each, deposit, manifestHash));
  const rest = handings.filter((each) => !equal(each.manifestHash, manifestHash));
  const good = new Map<string, ShareBody>();
  const bad = new Set<string>();
  for (const before of [...new Set(into.map(({ fromManifestHash }) => toHex(fromManifestHash)))].sort()) {
    const from = fromHex(before);
    const mine = into.filter(({ fromManifestHash }) => equal(fromManifestHash, from));
    const examined = await examineHeld(deposit, from, rest, await regained(mine, held, bad));
    for (const share of examined.good) good.set(toHex(share.custodian), share);
    for (const each of examined.bad) bad.add(toHex(each));
  }
  return { good: [...good.values()], bad: [...bad].map(fromHex) };
}

/** What the custodians before held, of whom enough has come together. */
async function regained(handings: readonly Handing[], held: Held, bad: Set<string>): Promise<Held> {
  const shares = new Map<string, Map<string, HandedShare>>();
  for (const [custodian, holding] of held) {
    await naming(custodian, bad, () => {
      sort(handings, custodian, holding, shares);
    });
  }
  const found = new Map<string, Uint8Array>();
  for (const { hander, k } of handings) {
    const name = toHex(hander);
    const given = [...(shares.get(name)?.values() ?? [])];
    if (given.length < k) continue;
    await naming(name, bad, async () => {
      found.set(name, await combined(given.slice(0, k)));
    });
  }
  return found;
}

/** The shares of one holding to the handers whose they are; those of other handings are passed over. */
function sort(
  handings: readonly Handing[],
  custodian: string,
  holding: Uint8Array,
  shares: Map<string, Map<string, HandedShare>>,
): void {
  const said = read(HOLDING, holding);
  for (const body of said.shares) {
    const share = read(HANDED_SHARE, body);
    same(share.depositId, said.depositId, "mixed_deposits");
    const handing = handings.find(
      ({ orderHash, hander }) => equal(orderHash, share.orderHash) && equal(hander, share.hander),
    );
    if (handing === undefined) continue;
    const good = verifyHandedShare(handing, fromHex(custodian), body);
    const name = toHex(handing.hander);
    shares.set(name, (shares.get(name) ?? new Map<string, HandedShare>()).set(custodian, good));
  }
}

/** ProofError when a hander's shares lie at one place, or have not one length. */
async function combined(shares: readonly HandedShare[]): Promise<Uint8Array> {
  if (new Set(shares.map(({ share }) => share.at(-1))).size !== shares.length) throw new ProofError("duplicate_share");
  if (new Set(shares.map(({ share }) => share.length)).size !== 1) throw new ProofError("wrong_length");
  return combineSecret(shares.map(({ share }) => share));
}

async function naming(name: string, bad: Set<string>, doing: () => void | Promise<void>): Promise<void> {
  try {
    await doing();
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    bad.add(name);
  }
}
