import { describe, expect, it } from "vitest";
import type { Registering } from "../../../src/state/registration.ts";
import { browserOf } from "../../browser_of.ts";
import type { TestBrowser } from "../../browser_of.ts";
import { MemoryIdentity } from "../../identity_service.ts";
import { NUMBERS, TestPractice } from "../../world.ts";

/** The pages of signing up, back and forth. */

const PASSWORD = "seven quiet herons by the lake";
const OTHER = "nine loud magpies in the attic";

async function house(): Promise<MemoryIdentity> {
  const practice = await TestPractice.found();
  return new MemoryIdentity(practice.document, [NUMBERS.client, NUMBERS.therapist]);
}

/** Up to where the recovery code stands on the screen; gives it. */
async function upToTheCode({ entrance: { registration } }: TestBrowser): Promise<string> {
  await registration.readPolicies();
  await registration.accept();
  await registration.answerNotice("declined");
  await registration.choose(PASSWORD);
  return registration.state.peek().code;
}

const stepOf = ({ entrance }: TestBrowser): Registering["step"] => entrance.registration.state.peek().step;

describe("signing up, by the browser's back button", () => {
  it("keeps number, code and what was typed for whoever goes back and comes on", async () => {
    const service = await house();
    const browser = browserOf(service);
    const { registration } = browser.entrance;
    const code = await upToTheCode(browser);
    registration.begun.password.value = PASSWORD;
    registration.begun.code.value = code.slice(0, 9);
    registration.have();
    await registration.turn("password");
    await registration.turn("notice");
    expect(stepOf(browser)).toBe("notice");
    await registration.turn("keys");
    expect(stepOf(browser)).toBe("notice");
    await registration.answerNotice("acknowledged");
    expect(registration.state.peek()).toMatchObject({ step: "password", number: NUMBERS.client });
    expect(registration.begun.password.peek()).toBe(PASSWORD);
    await registration.choose(OTHER);
    expect(registration.state.peek()).toMatchObject({ step: "code", code });
    expect(registration.begun.code.peek()).toBe(code.slice(0, 9));
    expect(await registration.confirm(code)).toBe(true);
    expect(registration.begun.password.peek()).toBe("");
    const again = browserOf(service);
    await again.entrance.signIn(NUMBERS.client, OTHER);
    expect(again.entrance.standing.peek().kind).toBe("in");
  });

  it("leads nobody on who went back while they waited", async () => {
    const browser = browserOf(await house());
    const { registration } = browser.entrance;
    await registration.readPolicies();
    await registration.accept();
    const waiting = registration.answerNotice("declined");
    await registration.turn("policies");
    await waiting;
    expect(registration.state.peek()).toMatchObject({ step: "policies", work: null, number: NUMBERS.client });
  });

  it("reads the policies anew for whoever goes back behind a reload", async () => {
    const before = browserOf(await house());
    await upToTheCode(before);
    const { registration } = before.reload().entrance;
    await registration.turn("code");
    expect(registration.state.peek().step).toBe("password");
    await registration.turn("notice");
    expect(registration.state.peek()).toMatchObject({ step: "notice", policies: [{}, {}, {}] });
  });
});
