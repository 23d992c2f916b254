import { describe, expect, it } from "vitest";
import type { IdentityHttp } from "../../../src/state/identity_http.ts";
import { Welcome } from "../../../src/state/welcome.ts";
import type { Arrival } from "../../../src/state/welcome.ts";
import { settled, TestClock } from "../../clock.ts";
import { doorPorts } from "../../door.ts";
import { identityOf } from "../../identity.ts";
import { POLICIES } from "../../identity_service.ts";
import { KeptSettings } from "../../kept_settings.ts";

const yes = <T>(value: T): Promise<{ readonly ok: true; readonly value: T }> => Promise.resolve({ ok: true, value });
const clock = new TestClock();

/** Someone who comes in, before a practice with policies and no answer. */
function arriving(role: string, arrival: Arrival, more: Partial<IdentityHttp> = {}, agreed = true): Welcome {
  const identity = identityOf({ policies: () => yes(POLICIES), acceptances: () => yes([]), ...more });
  const ports = doorPorts({ identity, clock } as Partial<Parameters<typeof doorPorts>[0]> as Parameters<
    typeof doorPorts
  >[0]);
  return new Welcome(ports, { account: new Uint8Array(16), role, agreed }, new KeptSettings().browser(), null, arrival);
}

describe("before Home", () => {
  it("a client answers policies, then the notice, then reads how to leave", async () => {
    const welcome = arriving("client", "known");
    await welcome.look();
    expect(welcome.beforehand).toBe("policies");
    const { asking } = welcome.policies;
    asking.value = { ...asking.value, owed: POLICIES.slice(2) };
    expect(welcome.beforehand).toBe("notice");
    welcome.policies.later();
    expect(welcome.beforehand).toBe("exit");
    await welcome.exit.acknowledge();
    expect(welcome.beforehand).toBeNull();
  });

  it("who has just signed up has read how to leave", async () => {
    const welcome = arriving("client", "registered", { policies: () => yes([]) });
    await welcome.look();
    expect(welcome.beforehand).toBeNull();
  });

  it("staff who have agreed are asked nothing", async () => {
    const welcome = arriving("therapist", "known");
    await welcome.look();
    expect(welcome.beforehand).toBeNull();
  });

  it("staff who have not agreed get no further, also while the agreement cannot be read", async () => {
    let reached = false;
    const policies: IdentityHttp["policies"] = () =>
      reached ? yes(POLICIES.slice(0, 1)) : Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
    const welcome = arriving("therapist", "known", { policies }, false);
    expect(welcome.beforehand).toBe("agreement");
    await welcome.look();
    expect(welcome.beforehand).toBe("agreement");
    expect(welcome.policies.asking.value.mistake).toEqual({ kind: "unreachable" });
    reached = true;
    await welcome.look();
    expect(welcome.beforehand).toBe("policies");
  });

  it("a practice that does not answer in time keeps nobody waiting, and does not interrupt later", async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const welcome = arriving("client", "known", { policies: () => late.then(() => yes(POLICIES)) });
    const looked = welcome.look();
    await clock.run(4_000);
    await looked;
    answer();
    await settled();
    expect(welcome.beforehand).toBeNull();
  });
});
