import type { IdentityHttp } from "../src/state/identity_http.ts";

/** An identity side of which only `answers` can be reached; whatever else is asked finds nobody at home. */
export function identityOf(answers: Partial<IdentityHttp> = {}): IdentityHttp {
  const nobody = (): Promise<unknown> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
  return new Proxy(answers, {
    get: (known, name) => (Reflect.get(known, name) as unknown) ?? nobody,
  }) as IdentityHttp;
}
