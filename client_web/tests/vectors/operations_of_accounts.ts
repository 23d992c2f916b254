import { toHex } from "../../src/bytes/hex.ts";
import { passkeyWrappingKey, prfInput, wrappingKeyWithPasskey } from "../../src/crypto/passkey.ts";
import {
  readRecoveryText,
  recoveryAuthenticationKey,
  recoveryText,
  recoveryWrappingKey,
} from "../../src/crypto/recovery.ts";
import { text, un } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What an account holds besides its password. */

export const recovery: Operations = {
  write: (given) => ({ text: recoveryText(un(given["code"])) }),
  read: (given) => ({ code: toHex(readRecoveryText(text(given["text"]))) }),
  keys: (given) => ({
    authentication_key: toHex(recoveryAuthenticationKey(un(given["code"]))),
    wrapping_key: toHex(recoveryWrappingKey(un(given["code"]))),
  }),
};

export const passkey: Operations = {
  prf_input: (given) => ({ prf_input: toHex(prfInput(text(given["service"]))) }),
  alone: (given) => ({ wrapping_key: toHex(passkeyWrappingKey(un(given["prf_output"]))) }),
  with_password: (given) => ({
    wrapping_key: toHex(wrappingKeyWithPasskey(un(given["wrapping_key"]), un(given["prf_output"]))),
  }),
};
