import type { MatchingHttp } from "../src/state/matching_http.ts";

/** Of the HTTP interface of matching only `answers` can be reached; whatever else is asked finds nobody at home. */
export function matchingOf(answers: Partial<MatchingHttp> = {}): MatchingHttp {
  return reachedOnly(answers);
}

function reachedOnly<T extends object>(answers: Partial<T>): T {
  const nobody = (): Promise<unknown> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
  return new Proxy(answers, { get: (known, name) => (Reflect.get(known, name) as unknown) ?? nobody }) as T;
}
