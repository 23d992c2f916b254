import type { ReleaseHttp } from "../src/state/release_http.ts";

/** Of the HTTP interface of releases only `answers` can be reached; whatever else is asked finds nobody at home. */
export function releaseOf(answers: Partial<ReleaseHttp> = {}): ReleaseHttp {
  const nobody = (): Promise<unknown> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
  return new Proxy(answers, {
    get: (known, name) => (Reflect.get(known, name) as unknown) ?? nobody,
  }) as ReleaseHttp;
}
