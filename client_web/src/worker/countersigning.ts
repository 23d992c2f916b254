import { makeCountersignature } from "../crypto/countersignature.ts";
import { checkMayOrder } from "../crypto/order.ts";
import { checkPaper } from "../crypto/paper.ts";
import type { SignedBody } from "../crypto/signing.ts";
import { verifyWarning } from "../crypto/warning.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import { openOwn, underBundles } from "./papers_of_release.ts";
import type { Practice } from "./practice.ts";
import type * as port from "./release_port.ts";

/** The supervisor's signature under a warning, in their own browser (crypto.md §13.4). */

/** See ReleasePort.countersign. */
export async function countersign(
  keeper: Keeper,
  practice: Practice,
  { own, warning: signed, paper, people, now }: Parameters<port.ReleasePort["countersign"]>[0],
): Promise<SignedBody> {
  const mine = await practice.certified(own);
  checkMayOrder(mine);
  const warning = await underBundles(keeper, practice, people, signed, (each) =>
    verifyWarning(signed, each, "cleared"),
  );
  // Nobody signs what they could not read.
  const read = await openOwn(keeper, warning.paperHash, paper);
  checkPaper(read, warning.paperHash, "warning", read.version);
  const { warningId, hash: warningHash } = warning;
  const { signing } = keysOf(keeper.unlocked, mine.bundle);
  return makeCountersignature(signing, { warningId, warningHash, supervisor: mine.bundle.account, at: now });
}
