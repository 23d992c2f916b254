import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passkeyWrappingKey, wrappingKeyWithPasskey } from "../../../src/crypto/passkey.ts";

const outputs = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a passkey's keys", () => {
  it("differ with and without the password: a client's passkey opens no staff member's wrap", () => {
    fc.assert(
      fc.property(outputs, outputs, (wrapping, output) => {
        expect(passkeyWrappingKey(output)).not.toEqual(wrappingKeyWithPasskey(wrapping, output));
      }),
    );
  });

  it("come of 32 bytes or not at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (output) => {
        fc.pre(output.length !== 32);
        expect(() => passkeyWrappingKey(output)).toThrow("wrong_length");
        expect(() => wrappingKeyWithPasskey(new Uint8Array(32), output)).toThrow("wrong_length");
        expect(() => wrappingKeyWithPasskey(output, new Uint8Array(32))).toThrow("wrong_length");
      }),
    );
  });
});
