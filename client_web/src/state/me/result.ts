import type { Outcome } from "../../worker/port.ts";
import { mistakeOf, saysNo } from "../mistake.ts";
import type { Mistake } from "../mistake.ts";
import type { Answered } from "../ports.ts";

/** What an act came to: a value, or what did not work and can be said in words. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mistake: Mistake };

/** Of the service's answer. */
export function answered<T>(answer: Answered<T>): Result<T> {
  return answer.ok ? answer : { ok: false, mistake: mistakeOf(answer.refusal) };
}

/** Of the service's answer to the second half of something: where the first half is too long ago, it begins again. */
export function within<T>(answer: Answered<T>): Result<T> {
  const over = !answer.ok && saysNo(answer.refusal, "wrong_credentials");
  return over ? { ok: false, mistake: { kind: "over" } } : answered(answer);
}

/** Of the worker's. */
export function proved<T>(outcome: Outcome<T>): Result<T> {
  return outcome.ok ? outcome : { ok: false, mistake: { kind: "proof", reason: outcome.reason } };
}

/** Of several answers together: all their values, or the first mistake. */
export async function every<T extends readonly unknown[]>(
  answers: readonly [...{ readonly [K in keyof T]: Promise<Answered<T[K]>> }],
): Promise<Result<T>> {
  const values: unknown[] = [];
  for (const answer of await Promise.all(answers as readonly Promise<Answered<unknown>>[])) {
    const result = answered(answer);
    if (!result.ok) return result;
    values.push(result.value);
  }
  return { ok: true, value: values as unknown as T };
}
