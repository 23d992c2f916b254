import { describe, expect, it } from "vitest";
import type { Desk } from "../../../src/state/desk.ts";
import type { Entrance, Reason } from "../../../src/state/entrance.ts";
import type { Http, Passkeys } from "../../../src/state/ports.ts";
import { browserOf, deviceWithPasskey } from "../../browser_of.ts";
import type { TestBrowser } from "../../browser_of.ts";
import { settled, TestClock } from "../../clock.ts";
import { MemoryIdentity } from "../../identity_service.ts";
import { NUMBERS, TestPractice, value } from "../../world.ts";

const MINUTE = 60_000;
const PASSWORD = "seven quiet herons by the lake";
const OTHER = "nine loud magpies in the attic";

async function house(): Promise<MemoryIdentity> {
  const practice = await TestPractice.found();
  return new MemoryIdentity(practice.document, [NUMBERS.client, NUMBERS.therapist]);
}

/** Signs up; gives the recovery code. */
async function signUp({ entrance: { registration } }: TestBrowser): Promise<string> {
  await registration.readPolicies();
  await registration.accept();
  await registration.answerNotice("declined");
  await registration.choose(PASSWORD);
  const { code } = registration.state.peek();
  expect(await registration.confirm(code)).toBe(true);
  return code;
}

/** Why somebody stands at the door; "in" while they do not. */
function reasonOf({ standing }: Entrance): Reason | "in" {
  const now = standing.peek();
  return now.kind === "out" ? now.reason : "in";
}

function deskOf({ standing }: Entrance): Desk {
  const now = standing.peek();
  if (now.kind !== "in") throw new Error("not in");
  return now.desk;
}

describe("a page that was left for another tab of the same browser", () => {
  it("ends when it wakes, or tells what its person did, and the cookie is somebody else's", async () => {
    const service = await house();
    const clock = new TestClock();
    const network = service.browser();
    const tab = { half: null, progress: null };
    // This one asks when it wakes, and says nothing.
    const activity: Http["activity"] = () => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });
    const asleep = browserOf(service, { clock }, tab, { ...network, http: { ...network.http, activity } });
    await signUp(asleep);
    const awake = browserOf(service, { clock }, tab, network);
    await awake.entrance.resume();
    const theirs = browserOf(service, {}, { half: null, progress: null }, network);
    await signUp(theirs);
    const [one, two] = [deskOf(asleep.entrance), deskOf(awake.entrance)];
    two.idle.active();
    clock.sleep(2 * MINUTE, { steady: true });
    one.idle.look();
    await settled();
    for (const { entrance, crypto } of [asleep, awake]) {
      expect(reasonOf(entrance)).toBe("replaced");
      expect(await crypto.sealReload()).toEqual({ ok: false, reason: "locked" });
    }
    expect(reasonOf(theirs.entrance)).toBe("in");
  });
});

describe("a page that somebody leaves", () => {
  it("keeps neither half of a reload, nor a recovery that was under way, nor what a passkey gave", async () => {
    const service = await house();
    const tab = { half: null, progress: null };
    const device = deviceWithPasskey("mine", true);
    const given: Uint8Array[] = [];
    const passkeys: Passkeys = {
      ...device,
      show: async (options, input) => {
        const shown = await device.show(options, input);
        if (shown.ok && shown.value.prfOutput !== null) given.push(shown.value.prfOutput);
        return shown;
      },
    };
    const { entrance, crypto } = browserOf(service, { passkeys }, tab);
    const code = await signUp({ entrance } as TestBrowser);
    const shown = await device.show({}, value(await crypto.passkeyInput()));
    if (!shown.ok || shown.value.prfOutput === null) throw new Error("no passkey");
    const { wrap } = value(await crypto.wrapForPasskey(shown.value.prfOutput));
    expect(tab.half).not.toBeNull();
    await entrance.signOut();
    expect(tab.half).toBeNull();
    await entrance.recovery.open(NUMBERS.client, code);
    expect(entrance.recovery.state.peek().step).toBe("password");
    await entrance.leaveAtOnce();
    expect(entrance.recovery.state.peek()).toMatchObject({ step: "ask", number: "", mistake: null });
    service.of(NUMBERS.client).passkeys.set("mine", wrap);
    await entrance.signInWithPasskey();
    expect(reasonOf(entrance)).toBe("in");
    expect(given).toHaveLength(1);
    expect(given[0]?.every((byte) => byte === 0)).toBe(true);
  });
});

describe("a recovery that is left alone", () => {
  it("is forgotten, and goes on for as long as somebody is there", async () => {
    const service = await house();
    const code = await signUp(browserOf(service));
    const clock = new TestClock();
    const { entrance, crypto } = browserOf(service, { clock });
    const { recovery } = entrance;
    await recovery.open(NUMBERS.client, code);
    for (let n = 0; n < 3; n++) {
      await clock.run(9 * MINUTE);
      recovery.stirred();
    }
    expect(recovery.state.peek().step).toBe("password");
    await clock.run(10 * MINUTE);
    expect(recovery.state.peek()).toMatchObject({ step: "ask", mistake: { kind: "over" }, number: "", code: "" });
    const { text } = value(await crypto.makeRecoveryCode());
    value(await crypto.confirmRecoveryCode(text));
    const versions = { password: 1, recovery: 1 };
    const made = await crypto.completeRecovery({ number: NUMBERS.client, password: OTHER, versions });
    expect(made).toEqual({ ok: false, reason: "locked" });
  });

  it("is forgotten after a sleep, too, of which no timer knows", async () => {
    const service = await house();
    const code = await signUp(browserOf(service));
    const clock = new TestClock();
    const { recovery } = browserOf(service, { clock }).entrance;
    await recovery.open(NUMBERS.client, code);
    clock.sleep(11 * MINUTE, { steady: false });
    recovery.stirred();
    expect(recovery.state.peek()).toMatchObject({ step: "ask", mistake: { kind: "over" } });
  });
});
