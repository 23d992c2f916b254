import type { SecondFactorAsked, SecondFactorShown } from "./identity_http.ts";
import { mistakeOf, saysNo } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import { showPasskey } from "./passkey.ts";
import type { PasskeyPorts } from "./passkey.ts";
import type { Refusal } from "./ports.ts";

/** A second factor, ready to be sent. `prfOutput` is for the worker only, and for those whose wrap needs it. */
export type SecondShown =
  | { readonly ok: true; readonly shown: SecondFactorShown; readonly prfOutput: Uint8Array | null }
  | { readonly ok: false; readonly mistake: Mistake };

/** Six digits as typed or pasted, spaces and all. */
export function byCode(asked: SecondFactorAsked, typed: string): SecondShown {
  const totp = typed.replaceAll(/[\s-]/g, "");
  if (!/^[0-9]{6}$/.test(totp)) return { ok: false, mistake: { kind: "digits" } };
  return { ok: true, shown: { ticket: asked.ticket, totp }, prfOutput: null };
}

export async function byPasskey(asked: SecondFactorAsked, ports: PasskeyPorts): Promise<SecondShown> {
  if (asked.passkey === null) return { ok: false, mistake: { kind: "passkey", fault: "unavailable" } };
  const answer = await showPasskey(ports, asked.passkey);
  if (!answer.ok) return answer;
  const { credential, prfOutput } = answer.value;
  return { ok: true, shown: { ticket: asked.ticket, passkey: credential }, prfOutput };
}

/** What a refused second factor means: a ticket is good for five minutes, one use and five wrong codes (protocol.md §1.1). */
export function secondMistake(refusal: Refusal, shown: SecondFactorShown): Mistake {
  if (saysNo(refusal, "wrong_credentials")) return { kind: "over" };
  if (saysNo(refusal, "wrong_code") && "passkey" in shown) return { kind: "passkey", fault: "wrong" };
  return mistakeOf(refusal);
}
