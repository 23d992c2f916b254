import type { Bundle } from "../crypto/bundle.ts";
import { makeAdmission, rewrap, type Rewrapped } from "../crypto/admission.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import { checkMayOrder } from "../crypto/order.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import type { Practice } from "./practice.ts";
import type * as port from "./release_port.ts";

/** Papers go on to officers and owners who came later, in the browser of one who reads them (crypto.md §13.1). */

/**
 * See ReleasePort.admit. To whom, the certificate says and not the service: a reader whom nobody certified as officer or owner gets nothing; and
 * only what opens here as the paper that it is called goes on.
 */
export async function admit(
  keeper: Keeper,
  practice: Practice,
  { own, reader: shown, papers, now }: Parameters<port.ReleasePort["admit"]>[0],
  random: Random,
): Promise<port.MadeAdmission | null> {
  const [mine, reader] = [await practice.certified(own), await practice.certified(shown)];
  checkMayOrder(mine);
  checkMayOrder(reader);
  const rewrapped: Rewrapped[] = [];
  for (const { hash, paper } of papers) {
    const wrap = await givenOn(keeper, hash, paper, reader.bundle, random);
    if (wrap !== null) rewrapped.push({ paperHash: hash, wrap });
  }
  if (rewrapped.length === 0) return null;
  const { signing } = keysOf(keeper.unlocked, mine.bundle);
  return makeAdmission(signing, mine.bundle.account, reader, rewrapped, now);
}

/** With whichever keys of the ring it was sealed to; null for what does not open here. */
async function givenOn(
  keeper: Keeper,
  hash: Uint8Array,
  { sealed, ...own }: port.OwnPaper,
  reader: Bundle,
  random: Random,
): Promise<Uint8Array | null> {
  for (const { keys } of keeper.unlocked.ring.all()) {
    try {
      return await rewrap(keys.sealing, own, { hash, sealed }, reader, random);
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
    }
  }
  return null;
}
