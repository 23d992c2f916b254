import { combine, split } from "shamir-secret-sharing";
import { encode } from "./canonical.ts";
import { type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { ProofError } from "./proof.ts";
import { OVERHEAD_BYTES } from "./sealing.ts";

/** A share of an epoch secret (crypto.md §7.2): what one custodian can unseal. Opens nothing alone. */

/** 32 bytes of y and the share's x, which is never zero: there lies the secret itself. */
const SHARE_BYTES = 33;

/** Every share body has one length, since k is below 128; a sealed one of any other length is none. */
const SHARE_BODY_BYTES = 179;
export const SEALED_SHARE_BYTES = OVERHEAD_BYTES + SHARE_BODY_BYTES;

/** A share and all that says whose, of what, and for whom it is. Secret. */
export interface ShareBody {
  readonly depositId: Uint8Array;
  readonly headerHash: Uint8Array;
  readonly depositor: Uint8Array;
  readonly manifestHash: Uint8Array;
  readonly custodian: Uint8Array;
  readonly k: number;
  readonly share: Uint8Array;
}

export const SHARE_BODY: Shape<ShareBody> = {
  label: "webtherapy/v1/share",
  parts: (s) => [s.depositId, s.headerHash, s.depositor, s.manifestHash, s.custodian, s.k, s.share],
  read: (fields) => {
    const body = {
      depositId: fields.id(),
      headerHash: fields.hash(),
      depositor: fields.id(),
      manifestHash: fields.hash(),
      custodian: fields.id(),
      k: fields.uint(),
      share: fields.exactly(SHARE_BYTES),
    };
    if (body.share.at(-1) === 0) throw new ProofError("malformed");
    return body;
  },
};

/** What the deposit says of a share. */
export function shareHash(shareBody: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/share-hash", shareBody);
}

/** What the deposit says of a sealed share. */
export function sealedShareHash(sealed: Uint8Array): Uint8Array {
  return hash("webtherapy/v1/sealed-share-hash", sealed);
}

/** To what a sealed share is bound besides the custodian's key. */
export function sealInfo(
  conversation: Uint8Array,
  headerHash: Uint8Array,
  depositId: Uint8Array,
  bundleHash: Uint8Array,
): Uint8Array {
  return encode("webtherapy/v1/share-seal", conversation, headerHash, depositId, bundleHash);
}

/** n shares of 33 bytes, any k of which give the secret back. The library draws its own randomness. */
export async function splitSecret(secret: Uint8Array, n: number, k: number): Promise<readonly Uint8Array[]> {
  return split(secret, n, k);
}

/** What the shares say the secret is: whether it is, only a commitment tells. At least two, no x twice. */
export async function combineSecret(shares: readonly Uint8Array[]): Promise<Uint8Array> {
  return combine([...shares]);
}
