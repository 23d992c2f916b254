import { describe, expect, it } from "vitest";
import type { Entrance, Reason } from "../../../src/state/entrance.ts";
import { browserOf } from "../../browser_of.ts";
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

describe("a page that was left for another tab of the same browser", () => {
  it("ends when it wakes, or tells what its person did, and the cookie is somebody else's", async () => {
    for (const wakes of [true, false]) {
      const service = await house();
      const clock = new TestClock();
      const one = browserOf(service, { clock });
      await signUp(one);
      const two = browserOf(service, {}, { half: null, progress: null }, one.network);
      await signUp(two);
      expect(reasonOf(one.entrance)).toBe("in");
      const standing = one.entrance.standing.peek();
      if (standing.kind !== "in") throw new Error("not in");
      if (wakes) {
        clock.sleep(2 * MINUTE, { steady: true });
        standing.desk.idle.look();
      } else standing.desk.idle.active();
      await settled();
      expect(reasonOf(one.entrance)).toBe("replaced");
      expect(reasonOf(two.entrance)).toBe("in");
      expect(await one.crypto.sealReload()).toEqual({ ok: false, reason: "locked" });
    }
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
