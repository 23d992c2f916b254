import type { Outcome } from "../../worker/port.ts";
import { mistakeOf } from "../mistake.ts";
import type { Mistake } from "../mistake.ts";
import type { Answered } from "../ports.ts";

/** What an act came to: a value, or what did not work and can be said in words. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mistake: Mistake };

/** Of the service's answer. */
export function answered<T>(answer: Answered<T>): Result<T> {
  return answer.ok ? answer : { ok: false, mistake: mistakeOf(answer.refusal) };
}

/** Of the worker's. */
export function proved<T>(outcome: Outcome<T>): Result<T> {
  return outcome.ok ? outcome : { ok: false, mistake: { kind: "proof", reason: outcome.reason } };
}
