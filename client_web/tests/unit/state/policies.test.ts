import { describe, expect, it } from "vitest";
import { toBase64url } from "../../../src/bytes/base64url.ts";
import type { Acceptance, IdentityHttp, Policy } from "../../../src/state/identity_http.ts";
import { Policies } from "../../../src/state/policies.ts";
import { NOTICE } from "../../../src/state/registration.ts";
import { doorPorts } from "../../door.ts";
import { identityOf } from "../../identity.ts";
import { POLICIES } from "../../identity_service.ts";

type Ports = ConstructorParameters<typeof Policies>[0];

const ME = new Uint8Array(16).fill(7);
const yes = <T>(value: T): Promise<{ readonly ok: true; readonly value: T }> => Promise.resolve({ ok: true, value });

const AGREEMENT: Policy = {
  policy: "confidentiality-agreement",
  version: 1,
  title: "Confidentiality agreement",
  text: "Tell nobody.",
  postedAt: 1_760_000_000_000,
};

/** A practice that keeps the answers of one account. What is signed is, here, what was said. */
class Kept {
  policies: readonly Policy[] = POLICIES;
  role = "client";
  readonly answers: Acceptance[] = [];
  readonly away = new Set<keyof IdentityHttp>();
  readonly #said = new Map<Uint8Array, Acceptance>();
  readonly #ports = doorPorts({} as Parameters<typeof doorPorts>[0]);

  get progress(): Ports["progress"] {
    return this.#ports.progress;
  }

  /** A browser of this account, once it has looked what to ask. */
  async browser(): Promise<Policies> {
    const policies = new Policies(this.#portsOf(), { account: ME, role: this.role, agreed: this.role === "client" });
    policies.asking.value = await policies.look();
    return policies;
  }

  #portsOf(): Ports {
    const crypto = {
      signAcceptance: (said) => {
        const body = new Uint8Array(1);
        this.#said.set(body, { ...said, answeredAt: said.now });
        return yes({ body, signature: body });
      },
    } as Partial<Ports["crypto"]> as Ports["crypto"];
    const present: Partial<IdentityHttp> = {
      policies: (audience) => yes(audience === "staff" ? [AGREEMENT] : this.policies),
      acceptances: () => yes(this.answers),
      accept: ({ body }) => {
        const said = this.#said.get(body);
        if (said !== undefined) this.answers.push(said);
        return yes(null);
      },
    };
    const identity = identityOf(
      Object.fromEntries(Object.entries(present).filter(([name]) => !this.away.has(name as keyof IdentityHttp))),
    );
    return {
      crypto,
      identity,
      progress: this.progress,
      clock: { now: () => 5, steady: () => 0, after: () => () => undefined },
    };
  }
}

const names = (policies: readonly { readonly policy: string }[]): readonly string[] =>
  policies.map(({ policy }) => policy);

async function answered(): Promise<Kept> {
  const kept = new Kept();
  const policies = await kept.browser();
  await policies.accept();
  await policies.answerNotice("declined");
  return kept;
}

describe("policies", () => {
  it("someone new answers all that must be accepted, one by one, and the notice by itself", async () => {
    const kept = new Kept();
    const policies = await kept.browser();
    expect(policies.asking.value.first).toBe(true);
    expect(names(policies.toAccept)).toEqual(["terms", "privacy-policy"]);
    await policies.accept();
    expect(policies.toAccept).toEqual([]);
    expect(policies.notice?.policy).toBe(NOTICE);
    await policies.answerNotice("declined");
    expect(kept.answers.map(({ policy, version, answer }) => [policy, version, answer])).toEqual([
      ["terms", 2, "accepted"],
      ["privacy-policy", 1, "accepted"],
      [NOTICE, 3, "declined"],
    ]);
  });

  it("what was answered, a notice declined too, no browser asks again", async () => {
    const kept = await answered();
    expect((await kept.browser()).asking.value.owed).toEqual([]);
  });

  it("whoever works here is barred until they have accepted what staff agree to, and is asked nothing else", async () => {
    const kept = new Kept();
    kept.role = "therapist";
    const policies = await kept.browser();
    expect(names(policies.toAccept)).toEqual(["confidentiality-agreement"]);
    expect(policies.barred.value).toBe(true);
    kept.away.add("accept");
    const cut = await kept.browser();
    await cut.accept();
    expect(cut.barred.value).toBe(true);
    await policies.accept();
    expect(policies.barred.value).toBe(false);
    expect((await kept.browser()).barred.value).toBe(false);
  });

  it("a revision is asked, and only that", async () => {
    const kept = await answered();
    kept.policies = POLICIES.map((policy) => (policy.policy === "terms" ? { ...policy, version: 3 } : policy));
    const { asking } = await kept.browser();
    expect(asking.value.owed.map(({ policy, version }) => [policy, version])).toEqual([["terms", 3]]);
    expect(asking.value.first).toBe(false);
  });

  it.each(["policies", "acceptances"] as const)("nothing is asked while %s cannot be read", async (unread) => {
    const kept = new Kept();
    kept.away.add(unread);
    expect((await kept.browser()).asking.value.owed).toEqual([]);
  });

  it("an answer that the practice cannot keep is said to be none, is asked again, and bars nobody", async () => {
    const kept = new Kept();
    kept.away.add("accept");
    const policies = await kept.browser();
    await policies.accept();
    expect(policies.asking.value).toMatchObject({ mistake: { kind: "unreachable" }, work: null });
    expect(names(policies.toAccept)).toEqual(["terms", "privacy-policy"]);
    policies.later();
    expect(policies.asking.value.owed).toEqual([]);
    expect((await kept.browser()).asking.value.owed).toHaveLength(3);
  });

  it("what was answered at registration is not asked while it is on its way, and only this account's counts", async () => {
    const kept = new Kept();
    const answers = [{ policy: "terms", version: 2, answer: "accepted" }] as const;
    const of = (account: Uint8Array): void => {
      const place = { registration: "", account: toBase64url(account), number: "" };
      kept.progress.write({ step: "made", place, answers });
    };
    of(new Uint8Array(16));
    expect((await kept.browser()).asking.value.owed).toHaveLength(3);
    of(ME);
    const policies = await kept.browser();
    expect(names(policies.asking.value.owed)).toEqual(["privacy-policy", NOTICE]);
    await policies.tell();
    expect(names(kept.answers)).toEqual(["terms"]);
    expect(kept.progress.read()).toBeNull();
  });
});
