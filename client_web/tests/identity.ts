import type { IdentityHttp } from "../src/state/identity_http.ts";

/** An identity side of which only `answers` can be reached, and empty settings; whatever else is asked finds nobody at home. */
export function identityOf(more: Partial<IdentityHttp> = {}): IdentityHttp {
  const answers: Partial<IdentityHttp> = {
    settings: () => Promise.resolve({ ok: true, value: { version: 0, sealed: null } }),
    saveSettings: () => Promise.resolve({ ok: true, value: null }),
    ...more,
  };
  const nobody = (): Promise<unknown> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
  return new Proxy(answers, {
    get: (known, name) => (Reflect.get(known, name) as unknown) ?? nobody,
  }) as IdentityHttp;
}
