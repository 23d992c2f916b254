import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import type { SignedBody } from "../crypto/signing.ts";

/** consent.json (crypto.md §13.2): a copy of the consent goes with what is released, as 42 CFR 2.32 asks; with its paper's salt, so that whoever has it can prove what stands on the form. */
export function writeConsent(release: {
  readonly consent: SignedBody;
  readonly salt: Uint8Array;
  readonly elements: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}): Uint8Array {
  const { consent, salt, elements, text } = release;
  const said = { body: toHex(consent.body), signature: toHex(consent.signature) };
  return toUtf8(`${JSON.stringify({ consent: said, salt: toHex(salt), elements, text }, null, 1)}\n`);
}
