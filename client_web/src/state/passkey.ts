import type { CryptoPort } from "../worker/port.ts";
import type { Mistake } from "./mistake.ts";
import type { Passkeys, ShownPasskey } from "./ports.ts";

/** What is needed to ask for a passkey: the browser's, and the worker, which knows what its PRF is evaluated at. */
export interface PasskeyPorts {
  readonly crypto: CryptoPort;
  readonly passkeys: Passkeys;
}

export type PasskeyAnswer =
  { readonly ok: true; readonly value: ShownPasskey } | { readonly ok: false; readonly mistake: Mistake };

/** Asks the person for one of the passkeys that `options` name (crypto.md §3.8). */
export function showPasskey(ports: PasskeyPorts, options: object): Promise<PasskeyAnswer> {
  return ask(ports, (input) => ports.passkeys.show(options, input));
}

/** Asks the device to make a passkey. One that cannot keep keys is made all the same, and answered without PRF output. */
export function createPasskey(ports: PasskeyPorts, options: object): Promise<PasskeyAnswer> {
  return ask(ports, (input) => ports.passkeys.create(options, input));
}

async function ask(
  ports: PasskeyPorts,
  turn: (input: Uint8Array) => ReturnType<Passkeys["show"]>,
): Promise<PasskeyAnswer> {
  const input = await ports.crypto.passkeyInput();
  if (!input.ok) return { ok: false, mistake: { kind: "proof", reason: input.reason } };
  const outcome = await turn(input.value);
  return outcome.ok ? outcome : { ok: false, mistake: { kind: "passkey", fault: outcome.reason } };
}
