import { concat } from "../bytes/concat.ts";
import { encodeArray } from "../crypto/canonical.ts";
import type { Entry } from "../crypto/transcript.ts";

/** envelopes.bin (crypto.md §13.2): the entries of all parts as they were committed, each with what opens it. */

/** One entry of envelopes.bin. `opening` is empty for an epoch's, which everyone can read. */
export function packEntry({ sequence, time, kind, payload }: Entry, opening: Uint8Array): Uint8Array {
  const packed = encodeArray([sequence, time, kind, payload, opening]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, packed.length);
  return concat(length, packed);
}
