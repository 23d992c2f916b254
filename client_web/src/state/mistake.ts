import type { Weakness } from "./password.ts";
import type { PasskeyOutcome, Refusal } from "./ports.ts";

/** Why a passkey did not help. `no_prf`: it cannot keep keys. `wrong`: it is not one of this account. */
export type PasskeyFault = Exclude<PasskeyOutcome, { ok: true }>["reason"] | "no_prf" | "wrong";

/** What did not work, for the words beside the form. `over`: it took too long, or too many tries. `digits`: no six digits. */
export type Mistake =
  | { readonly kind: "refused"; readonly code: string; readonly retryAfter: number }
  | { readonly kind: "unreachable" }
  | { readonly kind: "proof"; readonly reason: string }
  | { readonly kind: "password"; readonly weakness: Weakness }
  | { readonly kind: "passkey"; readonly fault: PasskeyFault }
  | { readonly kind: "over" }
  | { readonly kind: "digits" };

export function mistakeOf(refusal: Refusal): Mistake {
  if (refusal.kind === "unreachable") return { kind: "unreachable" };
  return { kind: "refused", code: refusal.code, retryAfter: refusal.retryAfter };
}

/** Whether the service said exactly this. */
export function saysNo(refusal: Refusal, code: string): boolean {
  return refusal.kind === "refused" && refusal.code === code;
}

/** Whether the service itself said no: not nobody, nor something before it that found it away. */
export function isAnswered(refusal: Refusal): boolean {
  return refusal.kind === "refused" && refusal.status < 500;
}
