import { concat } from "../bytes/concat.ts";
import { encode } from "./canonical.ts";
import { exactly, KEY_BYTES } from "./checks.ts";
import { derive, sha256 } from "./hashing.ts";

/** Passkeys (crypto.md §3.8): what a WebAuthn credential's PRF is asked, and the wrapping keys that come of its output. */

const PRF_BYTES = 32;

/** What the PRF is evaluated at, 32 bytes. `service` is the name pinned in the build. */
export function prfInput(service: string): Uint8Array {
  return sha256(encode("webtherapy/v1/passkey/prf-input", service));
}

/** The wrapping key of a client's passkey: the PRF output (32 bytes) is enough. */
export function passkeyWrappingKey(prfOutput: Uint8Array): Uint8Array {
  exactly(PRF_BYTES, prfOutput);
  return derive(prfOutput, "webtherapy/v1/passkey/wrapping");
}

/** The wrapping key of everyone else: the password's (32 bytes) together with the passkey's PRF output. */
export function wrappingKeyWithPasskey(wrapping: Uint8Array, prfOutput: Uint8Array): Uint8Array {
  exactly(KEY_BYTES, wrapping);
  exactly(PRF_BYTES, prfOutput);
  return derive(concat(wrapping, prfOutput), "webtherapy/v1/password/wrapping-with-passkey");
}
