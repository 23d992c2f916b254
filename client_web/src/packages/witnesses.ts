import { equal } from "../bytes/equal.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { Envelope } from "../crypto/envelope.ts";
import type { Part } from "../crypto/package.ts";
import type { Witness } from "./proofs.ts";
import type { Shown } from "./record.ts";

/** Envelopes outside of all parts that saw what is inside one (crypto.md §13.2). */

/** For each part the one that shows most of it, of each of the others, where none in the package shows as much. */
export function witnessesOf(
  parts: readonly Part[],
  chosen: readonly Shown[],
  later: readonly Envelope[],
  others: readonly Uint8Array[],
): readonly Witness[] {
  return parts.flatMap((part) =>
    others.flatMap((account) => {
      let most = confirmedWithin(part, chosen, account);
      let best: Envelope | null = null;
      for (const envelope of later) {
        const { sender, seenSequence } = envelope.header;
        if (!equal(sender, account) || seenSequence <= most || seenSequence > part.last) continue;
        most = Math.max(seenSequence, part.first - 1);
        best = envelope;
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

function witnessOf({ headerBytes, nonce, ciphertext, signature }: Envelope): Witness {
  return { header: headerBytes, nonce, ciphertextHash: sha256(ciphertext), signature };
}
