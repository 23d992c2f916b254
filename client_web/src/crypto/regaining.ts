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

/** What custodians hold (secret), with hexadecimal accounts. One who handed on twice may have held either. */
type Held = readonly (readonly [string, Uint8Array])[];

/** A handing, and what has come together of it: shares by custodian (secret), and who says that theirs does not open. */
interface Regaining {
  readonly handing: Handing;
  readonly shares: Map<string, HandedShare>;
  readonly without: Set<string>;
}

/**
 * The depositor's own shares in what custodians of a manifest hold, and by name whose part is something else. Where the deposit was made
 * under this very manifest, they hold its shares. Otherwise what each custodian before handed on comes together here, and is what that one
 * would have given.
 */
export async function examineHeld(
  deposit: Deposit,
  manifestHash: Uint8Array,
  handings: readonly Handing[],
  held: ReadonlyMap<string, Uint8Array>,
): Promise<ExaminedShares> {
  const bad = new Set<string>();
  const good = await examined(deposit, manifestHash, handings, [...held], bad);
  return { good: [...good.values()], bad: [...bad].map(fromHex) };
}

async function examined(
  deposit: Deposit,
  manifestHash: Uint8Array,
  handings: readonly Handing[],
  held: Held,
  bad: Set<string>,
): Promise<Map<string, ShareBody>> {
  if (equal(manifestHash, deposit.manifestHash)) return ownShares(deposit, held, bad);
  const good = new Map<string, ShareBody>();
  const into = handings.filter((each) => isInto(each, deposit, manifestHash));
  const rest = handings.filter((each) => !equal(each.manifestHash, manifestHash));
  for (const before of [...new Set(into.map(({ fromManifestHash }) => toHex(fromManifestHash)))].sort()) {
    const from = fromHex(before);
    const mine = into.filter(({ fromManifestHash }) => equal(fromManifestHash, from));
    const found = await examined(deposit, from, rest, await regained(mine, held, bad), bad);
    for (const [custodian, share] of found) good.set(custodian, share);
  }
  return good;
}

function ownShares(deposit: Deposit, held: Held, bad: Set<string>): Map<string, ShareBody> {
  const good = new Map<string, ShareBody>();
  for (const each of held) {
    const shares = examineShares(deposit, new Map([each]));
    for (const share of shares.good) good.set(toHex(share.custodian), share);
    for (const custodian of shares.bad) bad.add(toHex(custodian));
  }
  return good;
}

/** What the custodians before held, of whom enough has come together. */
async function regained(handings: readonly Handing[], held: Held, bad: Set<string>): Promise<Held> {
  const parts = new Map(
    handings.map((handing): [string, Regaining] => [
      toHex(handing.hash),
      { handing, shares: new Map(), without: new Set() },
    ]),
  );
  for (const [custodian, holding] of held) await sort(parts, custodian, holding, bad);
  const found: [string, Uint8Array][] = [];
  for (const { handing, shares, without } of parts.values()) {
    const name = toHex(handing.hander);
    // One of so many is honest: what was sealed to that one is none.
    if (without.size >= handing.k) bad.add(name);
    if (shares.size < handing.k) continue;
    await naming(name, bad, async () => {
      found.push([name, await combined([...shares.values()].slice(0, handing.k))]);
    });
  }
  return found;
}

/** The shares of one holding to the handings whose they are; those of other handings are passed over. Who has others than were handed on is named. */
async function sort(
  parts: ReadonlyMap<string, Regaining>,
  custodian: string,
  holding: Uint8Array,
  bad: Set<string>,
): Promise<void> {
  await naming(custodian, bad, async () => {
    const said = read(HOLDING, holding);
    for (const body of said.shares) {
      await naming(custodian, bad, () => {
        put(parts, custodian, said.depositId, body);
      });
    }
    for (const each of said.empty) parts.get(toHex(each))?.without.add(custodian);
  });
}

function put(parts: ReadonlyMap<string, Regaining>, custodian: string, depositId: Uint8Array, body: Uint8Array): void {
  const share = read(HANDED_SHARE, body);
  same(share.depositId, depositId, "mixed_deposits");
  const named = [...parts.values()].filter(
    ({ handing }) => equal(handing.orderHash, share.orderHash) && equal(handing.hander, share.hander),
  );
  if (named.length > 0) partOf(named, fromHex(custodian), body).shares.set(custodian, share);
}

/** To which handing of one hander a handed share belongs: who handed on twice said two things, and each stands by itself. */
function partOf(parts: readonly Regaining[], custodian: Uint8Array, body: Uint8Array): Regaining {
  let wrong: ProofError | null = null;
  for (const part of parts) {
    try {
      verifyHandedShare(part.handing, custodian, body);
      return part;
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      wrong = error;
    }
  }
  throw wrong ?? new ProofError("mixed_deposits");
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
