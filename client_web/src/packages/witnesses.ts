import { equal } from "../bytes/equal.ts";
import type { Outside } from "../crypto/envelope.ts";
import type { Part } from "../crypto/package.ts";
import type { Witness } from "./proofs.ts";
import type { Shown } from "./record.ts";

/** Envelopes outside of all parts that saw what is inside one (crypto.md §13.2). */

/** For each part the one that shows most of it, of each of the others, where none in the package shows as much. */
export function witnessesOf(
  parts: readonly Part[],
  chosen: readonly Shown[],
  later: readonly Outside[],
  others: readonly Uint8Array[],
): readonly Witness[] {
  return parts.flatMap((part) =>
    others.flatMap((account) => {
      let most = confirmedWithin(part, chosen, account);
      let best: Outside | null = null;
      for (const outside of later) {
        const { sender, seenSequence } = outside.header;
        if (!equal(sender, account) || seenSequence <= most || seenSequence > part.last) continue;
        most = Math.max(seenSequence, part.first - 1);
        best = outside;
      }
      return best === null || most < part.first ? [] : [witnessOf(best)];
    }),
  );
}

/** Up to which entry of the part somebody confirms it inside the package; `first - 1` when of none. */
function confirmedWithin({ first, last }: Part, chosen: readonly Shown[], account: Uint8Array): number {
  let most = first - 1;
  for (const shown of chosen) {
    if ("opening" in shown || !equal(shown.envelope.sender, account)) continue;
    const seen = [shown.envelope.seenSequence];
    if (shown.content.kind === "seal") seen.push(shown.content.lastSequence);
    for (const sequence of seen) if (sequence <= last && sequence > most) most = sequence;
  }
  return most;
}

function witnessOf({ headerBytes, nonce, ciphertextHash, signature }: Outside): Witness {
  return { header: headerBytes, nonce, ciphertextHash, signature };
}
