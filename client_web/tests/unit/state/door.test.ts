import { effect } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { decodeArray } from "../../../src/crypto/canonical.ts";
import { CARD_NAMES } from "../../../src/state/welcome.ts";
import type { Entrance, Standing } from "../../../src/state/entrance.ts";
import type { Registering } from "../../../src/state/registration.ts";
import type { IdentityHttp } from "../../../src/state/identity_http.ts";
import type { Http } from "../../../src/state/ports.ts";
import { browserOf, deviceWithPasskey } from "../../browser_of.ts";
import type { TestBrowser } from "../../browser_of.ts";
import { settled, TestClock } from "../../clock.ts";
import { CODE, MemoryIdentity } from "../../identity_service.ts";
import { NUMBERS, person, TestPractice, value } from "../../world.ts";

/** The door with real workers and one service in memory: everything but the browser and the network. */

const PASSWORD = "seven quiet herons by the lake";
const OTHER = "nine loud magpies in the attic";

async function house(): Promise<MemoryIdentity> {
  const practice = await TestPractice.found();
  return new MemoryIdentity(practice.document, [NUMBERS.client, NUMBERS.therapist]);
}

/** Waits on state, not on time. */
function until<T>(look: () => T | null | false): Promise<T> {
  return new Promise((resolve) => {
    let stop: (() => void) | null = null;
    let done = false;
    stop = effect(() => {
      const found = done ? null : look();
      if (found === null || found === false) return;
      done = true;
      queueMicrotask(() => stop?.());
      resolve(found);
    });
  });
}

const out = ({ standing }: Entrance): Extract<Standing, { kind: "out" }> => {
  const now = standing.peek();
  if (now.kind !== "out") throw new Error(`not out: ${now.kind}`);
  return now;
};

/** Up to where the recovery code stands on the screen; gives it. */
async function upToTheCode({ entrance: { registration } }: TestBrowser, password = PASSWORD): Promise<string> {
  if (registration.state.peek().step === "about") {
    await registration.readPolicies();
    await registration.accept();
    await registration.answerNotice("declined");
  }
  await registration.choose(password);
  return registration.state.peek().code;
}

async function signUp(browser: TestBrowser): Promise<string> {
  const code = await upToTheCode(browser);
  expect(await browser.entrance.registration.confirm(code)).toBe(true);
  expect(browser.entrance.standing.peek().kind).toBe("in");
  return code;
}

const stepOf = ({ entrance }: TestBrowser): Registering["step"] => entrance.registration.state.peek().step;

describe("signing up", () => {
  it("makes an account that signs in from a second browser, and the practice has bundle and answers", async () => {
    const service = await house();
    const one = browserOf(service);
    await signUp(one);
    await until(() => one.tab.progress === null || one.entrance.welcome.value?.card.value === "missing");
    const account = service.of(NUMBERS.client);
    expect(account.bundle).not.toBeNull();
    expect(account.answers.map((body) => [decodeArray(body)[2], decodeArray(body)[3], decodeArray(body)[5]])).toEqual([
      ["terms", 2, "accepted"],
      ["privacy-policy", 1, "accepted"],
      ["notice-of-privacy-practices", 3, "declined"],
    ]);
    expect(one.tab.progress).toBeNull();
    await one.entrance.signOut();
    const two = browserOf(service);
    await two.entrance.signIn(NUMBERS.client, PASSWORD);
    expect(two.entrance.standing.peek().kind).toBe("in");
  });

  it("goes on after a reload at the notice, where everything else was accepted before", async () => {
    const before = browserOf(await house());
    const { registration } = before.entrance;
    await registration.readPolicies();
    await registration.accept();
    expect(stepOf(before)).toBe("notice");
    const after = before.reload();
    await until(() => after.entrance.registration.state.value.step === "notice");
    await after.entrance.registration.answerNotice("acknowledged");
    expect(stepOf(after)).toBe("password");
  });

  it("goes on after a reload with password and code anew, and keeps neither in the tab", async () => {
    const service = await house();
    const before = browserOf(service);
    const old = await upToTheCode(before);
    expect(JSON.stringify(before.tab.progress)).not.toContain(old.slice(0, 4));
    expect(JSON.stringify(before.tab.progress)).not.toContain("herons");
    const after = before.reload();
    expect(after.entrance.registration.state.peek()).toMatchObject({
      step: "password",
      number: NUMBERS.client,
      again: true,
    });
    const code = await upToTheCode(after);
    expect(code).not.toBe(old);
    expect(await after.entrance.registration.confirm(old)).toBe(false);
    expect(await after.entrance.registration.confirm(code)).toBe(true);
    await until(() => after.entrance.welcome.value?.card.value === "missing");
    expect(service.of(NUMBERS.client).answers).toHaveLength(3);
  });

  it("finds the account when only the answer to its making was lost", async () => {
    const service = await house();
    const browser = browserOf(service);
    service.lost.push("completeRegistration");
    const code = await upToTheCode(browser);
    await browser.entrance.registration.confirm(code);
    expect(browser.entrance.registration.state.peek()).toMatchObject({
      step: "keys",
      mistake: { kind: "unreachable" },
    });
    await browser.entrance.registration.make();
    expect(browser.entrance.standing.peek().kind).toBe("in");
    expect(service.accounts).toHaveLength(1);
  });

  it("takes another number when the hour is over, and a new code with it", async () => {
    const service = await house();
    const browser = browserOf(service);
    const old = await upToTheCode(browser);
    service.timePasses();
    await browser.entrance.registration.confirm(old);
    expect(browser.entrance.registration.state.peek()).toMatchObject({
      step: "password",
      number: NUMBERS.therapist,
      mistake: { kind: "over" },
    });
    const code = await upToTheCode(browser);
    expect(code).not.toBe(old);
    await browser.entrance.registration.confirm(code);
    expect(service.of(NUMBERS.therapist).role).toBe("client");
  });

  it("stops at a weak password, and leaves nothing behind when someone leaves", async () => {
    const browser = browserOf(await house());
    await upToTheCode(browser, "password1234567!!");
    expect(browser.entrance.registration.state.peek()).toMatchObject({
      step: "password",
      mistake: { kind: "password", weakness: "common" },
    });
    await browser.entrance.signOut();
    expect(stepOf(browser)).toBe("about");
    expect(browser.tab.progress).toBeNull();
  });

  it("seals a contact card that intake can read, and that is not asked for again", async () => {
    const practice = await TestPractice.found();
    const service = new MemoryIdentity(practice.document, [NUMBERS.client]);
    const clerk = await person();
    service.intake = [practice.certified(clerk.signed, clerk.bundle, "intake")];
    const browser = browserOf(service);
    await signUp(browser);
    const welcome = await until(() => browser.entrance.welcome.value);
    await until(() => welcome.card.value === "missing");
    const said: Readonly<Partial<Record<string, string>>> = { name: "Robin", telephone: "555 0100" };
    const fields = CARD_NAMES.map((name) => ({ name, declined: said[name] === undefined, value: said[name] ?? "" }));
    await welcome.saveCard({ fields, safe: { channels: ["telephone"], hours: "", messages: "never", address: "" } });
    expect(welcome.mistake.peek()).toBeNull();
    expect(welcome.card.peek()).toBe("saved");
    expect(service.of(NUMBERS.client).card?.wraps).toHaveLength(2);
    const again = browserOf(service);
    await again.entrance.signIn(NUMBERS.client, PASSWORD);
    await until(() => again.entrance.welcome.value?.card.value === "saved");
  });
});

describe("the second factor", () => {
  it("is asked for after the right password, as six digits with or without a space", async () => {
    const service = await house();
    await signUp(browserOf(service));
    service.of(NUMBERS.client).totp = true;
    const { entrance } = browserOf(service);
    await entrance.signIn(NUMBERS.client, PASSWORD);
    expect(out(entrance).asked).toMatchObject({ totp: true, passkey: null });
    await entrance.showCode("12345");
    expect(out(entrance)).toMatchObject({ mistake: { kind: "digits" }, asked: { totp: true } });
    await entrance.showCode("654 321");
    expect(out(entrance)).toMatchObject({ mistake: { code: "wrong_code" }, asked: { totp: true } });
    await entrance.showCode("123 456");
    expect(entrance.standing.peek().kind).toBe("in");
  });

  it("goes back to the form when its ticket is no good any more", async () => {
    const service = await house();
    await signUp(browserOf(service));
    service.of(NUMBERS.client).totp = true;
    const { entrance } = browserOf(service);
    await entrance.signIn(NUMBERS.client, PASSWORD);
    service.timePasses();
    await entrance.showCode(CODE);
    expect(out(entrance)).toMatchObject({ mistake: { kind: "over" }, asked: null });
  });

  it("may be a passkey, whose keys are not needed beside a password", async () => {
    const service = await house();
    await signUp(browserOf(service));
    service.of(NUMBERS.client).passkeys.set("mine", new Uint8Array());
    const { entrance } = browserOf(service, { passkeys: deviceWithPasskey("mine", true) });
    await entrance.signIn(NUMBERS.client, PASSWORD);
    await entrance.showPasskey();
    expect(entrance.standing.peek().kind).toBe("in");
  });
});

describe("a passkey alone", () => {
  it("signs a client in and opens their words", async () => {
    const service = await house();
    const one = browserOf(service);
    await signUp(one);
    const device = deviceWithPasskey("mine", true);
    const shown = await device.show({}, value(await one.crypto.passkeyInput()));
    if (!shown.ok || shown.value.prfOutput === null) throw new Error("no passkey");
    const { wrap } = value(await one.crypto.wrapForPasskey(shown.value.prfOutput));
    service.of(NUMBERS.client).passkeys.set("mine", wrap);
    const { entrance } = browserOf(service, { passkeys: device });
    await entrance.signInWithPasskey();
    expect(entrance.standing.peek().kind).toBe("in");
  });

  it("is refused in words when it keeps no keys, is another's, or none is shown", async () => {
    const service = await house();
    const fault = async (passkeys: ReturnType<typeof deviceWithPasskey>): Promise<unknown> => {
      const { entrance } = browserOf(service, { passkeys });
      await entrance.signInWithPasskey();
      return out(entrance).mistake;
    };
    const cancelled = {
      ...deviceWithPasskey("x", true),
      show: () => Promise.resolve({ ok: false, reason: "cancelled" } as const),
    };
    expect(await fault(deviceWithPasskey("mine", false))).toEqual({ kind: "passkey", fault: "no_prf" });
    expect(await fault(deviceWithPasskey("another's", true))).toEqual({ kind: "passkey", fault: "wrong" });
    expect(await fault(cancelled)).toEqual({ kind: "passkey", fault: "cancelled" });
  });
});

describe("recovery by code", () => {
  it("finds a slip of the pen before anything is sent", async () => {
    const service = await house();
    const code = await signUp(browserOf(service));
    const { recovery } = browserOf(service).entrance;
    const slip = code.startsWith("0") ? `1${code.slice(1)}` : `0${code.slice(1)}`;
    await recovery.open("1000000006", code);
    expect(recovery.state.peek().mistake).toEqual({ kind: "proof", reason: "bad_number" });
    await recovery.open(NUMBERS.client, slip);
    expect(recovery.state.peek().mistake).toEqual({ kind: "proof", reason: "recovery wrong_check" });
    await recovery.open(NUMBERS.client, code.slice(0, -1));
    expect(recovery.state.peek().mistake).toEqual({ kind: "proof", reason: "recovery wrong_length" });
  });

  it("sets a new password and a new code, signs in, and the old ones are of no use", async () => {
    const service = await house();
    const old = await signUp(browserOf(service));
    const { entrance } = browserOf(service);
    const { recovery } = entrance;
    await recovery.open(NUMBERS.client, old.toLowerCase().replaceAll("-", " "));
    expect(recovery.state.peek().step).toBe("password");
    await recovery.choose(OTHER);
    const { code } = recovery.state.peek();
    expect(await recovery.confirm(old)).toBe(false);
    // Paper takes its time: the ticket is too old, and another is fetched.
    service.timePasses();
    expect(await recovery.confirm(code)).toBe(true);
    expect(entrance.standing.peek().kind).toBe("in");
    const next = browserOf(service).entrance;
    await next.signIn(NUMBERS.client, PASSWORD);
    expect(out(next).mistake).toMatchObject({ code: "wrong_credentials" });
    await next.signIn(NUMBERS.client, OTHER);
    expect(next.standing.peek().kind).toBe("in");
    await next.recovery.open(NUMBERS.client, old);
    expect(next.recovery.state.peek().mistake).toMatchObject({ code: "wrong_credentials" });
  });

  it("asks for the second factor too, and begins again when that took too long", async () => {
    const service = await house();
    const code = await signUp(browserOf(service));
    service.of(NUMBERS.client).totp = true;
    const { recovery } = browserOf(service).entrance;
    await recovery.open(NUMBERS.client, code);
    expect(recovery.state.peek()).toMatchObject({ step: "second", asked: { totp: true } });
    await recovery.showCode("000000");
    expect(recovery.state.peek()).toMatchObject({ step: "second", mistake: { code: "wrong_code" } });
    await recovery.showCode(CODE);
    expect(recovery.state.peek().step).toBe("password");
    await recovery.choose(OTHER);
    service.timePasses();
    await recovery.confirm(recovery.state.peek().code);
    expect(recovery.state.peek()).toMatchObject({ step: "ask", mistake: { kind: "over" } });
  });

  it("takes off second factors that were lost, with the password too", async () => {
    const service = await house();
    const code = await signUp(browserOf(service));
    service.of(NUMBERS.client).totp = true;
    const { entrance } = browserOf(service);
    await entrance.recovery.dropFactors(NUMBERS.client, OTHER, code);
    expect(entrance.recovery.state.peek().mistake).toMatchObject({ code: "wrong_credentials" });
    await entrance.recovery.dropFactors(NUMBERS.client, PASSWORD, code);
    expect(entrance.recovery.state.peek().step).toBe("freed");
    await entrance.signIn(NUMBERS.client, PASSWORD);
    expect(entrance.standing.peek().kind).toBe("in");
  });

  it("shuts the account", async () => {
    const service = await house();
    const code = await signUp(browserOf(service));
    const { entrance } = browserOf(service);
    await entrance.recovery.shut(NUMBERS.client, code);
    expect(entrance.recovery.state.peek().step).toBe("shut");
    await entrance.signIn(NUMBERS.client, PASSWORD);
    expect(out(entrance).mistake).toMatchObject({ code: "deactivated" });
  });
});

describe("a page loaded anew", () => {
  it("unlocks from both halves, and shows the door when one is gone", async () => {
    const service = await house();
    const before = browserOf(service);
    await signUp(before);
    const after = before.reload();
    await after.entrance.resume();
    expect(after.entrance.standing.peek().kind).toBe("in");
    after.tab.half = null;
    const none = after.reload();
    await none.entrance.resume();
    expect(out(none.entrance)).toMatchObject({ reason: null, mistake: null });
  });

  it("waits for a service that starts again, and keeps its half of the key where it is away for longer", async () => {
    const service = await house();
    const { tab, network } = browserOf(service);
    await signUp(browserOf(service, {}, tab, network));
    let away = Infinity;
    const session: Http["session"] = () =>
      away-- > 0 ? Promise.resolve({ ok: false, refusal: { kind: "unreachable" } }) : network.http.session();
    const clock = new TestClock();
    const page = (): Entrance =>
      browserOf(service, { clock }, tab, { ...network, http: { ...network.http, session } }).entrance;
    const first = page();
    const gaveUp = first.resume();
    await settled();
    await clock.run(60_000);
    await gaveUp;
    expect(out(first).mistake).toEqual({ kind: "unreachable" });
    expect(tab.half).not.toBeNull();
    away = 2;
    const second = page();
    const came = second.resume();
    await settled();
    await clock.run(10_000);
    await came;
    expect(second.standing.peek().kind).toBe("in");
  });
});

describe("coming in", () => {
  it("asks together what does not need each other: on a slow line each question is half a second", async () => {
    const service = await house();
    const { network } = browserOf(service);
    await signUp(browserOf(service, {}, undefined, network));
    let look: () => void = () => undefined;
    const looked = new Promise<void>((resolve) => (look = resolve));
    const policies: IdentityHttp["policies"] = () => {
      look();
      return network.identity.policies("clients");
    };
    const swapReloadKey: Http["swapReloadKey"] = async (next) => {
      await looked;
      return network.http.swapReloadKey(next);
    };
    const { entrance } = browserOf(service, {}, undefined, {
      http: { ...network.http, swapReloadKey },
      identity: new Proxy(network.identity, {
        get: (own, name) => (name === "policies" ? policies : (Reflect.get(own, name) as unknown)),
      }),
    });
    await entrance.signIn(NUMBERS.client, PASSWORD);
    expect(entrance.standing.peek().kind).toBe("in");
  });
});
