import { beforeAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../../src/crypto/bundle.ts";
import { NOTHING_SAID } from "../../../src/crypto/contact_card.ts";
import { recoveryText } from "../../../src/crypto/recovery.ts";
import type { Person } from "../../../src/protocol/documents.ts";
import type { CryptoPort, Outcome } from "../../../src/worker/port.ts";
import { join, NOW, NUMBERS, PASSWORD, random, reason, startWorker, TestPractice, value } from "../../world.ts";
import { confirmCode, KeptAccount, NEW_PASSWORD, register, signIn } from "./kept_account.ts";

let practice: TestPractice;
beforeAll(async () => {
  practice = await TestPractice.found();
});

/** Whether the account's keys are those that made this bundle. */
async function holds(port: CryptoPort, bundle: Parameters<CryptoPort["unpublishedBundles"]>[0]): Promise<string> {
  const outcome = await port.unpublishedBundles(bundle, NOW);
  return outcome.ok ? `${outcome.value.length} unpublished` : outcome.reason;
}

/** Staff who have been activated, with the passkey that their second factor is. */
async function staff(): Promise<{
  port: CryptoPort;
  kept: KeptAccount;
  prf: Uint8Array;
  stepUp: () => Promise<unknown>;
}> {
  const { port, person, wrap } = await join(practice, "therapist");
  const kept = new KeptAccount(person.account, "therapist", wrap);
  const stepUp = async (): Promise<unknown> => value(await port.stepUp(NUMBERS.therapist, PASSWORD));
  const prf = random(32);
  await stepUp();
  kept.takePasskey(value(await port.wrapForPasskey(prf)).wrap);
  return { port, kept, prf, stepUp };
}

/** Somebody as the practice shows them before anybody has vouched for them. */
function nobody(): Person {
  const bundle = { body: random(10), signature: random(64) };
  const account = random(16);
  return { account, role: "client", bundle, certificate: null, predecessorSignature: null, earlier: [] };
}

describe("registering", () => {
  it("makes keys that the password opens in another browser, and a first bundle of them", async () => {
    const { kept, bundle } = await register(practice);
    expect(bundle.predecessorSignature).toBeNull();
    expect((await verifyBundle(bundle)).generation).toBe(0);
    const port = startWorker();
    value(await port.prepareSignIn(NUMBERS.client, PASSWORD));
    const opened = value(await port.unlock(kept.opening, null));
    expect(opened).toEqual({ rootFingerprint: practice.fingerprint, generation: 0 });
    expect(await holds(port, bundle)).toBe("0 unpublished");
  });

  it("waits for a recovery code that was written down", async () => {
    const port = startWorker();
    const request = {
      number: NUMBERS.client,
      password: PASSWORD,
      account: random(16),
      root: practice.root.public,
      now: NOW,
    };
    expect(reason(await port.register(request))).toBe("locked");
    expect(reason(await port.confirmRecoveryCode(recoveryText(random(20))))).toBe("locked");
    const first = value(await port.makeRecoveryCode()).text;
    expect(reason(await port.register(request))).toBe("locked");
    const { text } = value(await port.makeRecoveryCode());
    expect(value(await port.confirmRecoveryCode(first))).toBe(false);
    expect(value(await port.confirmRecoveryCode(`${text}0`))).toBe(false);
    expect(reason(await port.register(request))).toBe("locked");
    expect(value(await port.confirmRecoveryCode(text))).toBe(true);
    value(await port.register(request));
    expect(reason(await port.register(request))).toBe("locked");
  });
});

describe("recovering", () => {
  it("opens the account with the printed code, and leaves it under a new password and a new code", async () => {
    const { kept, code, bundle } = await register(practice);
    const port = startWorker();
    value(await port.readRecoveryCode(code.replaceAll("-", " ").replaceAll("0", "o")));
    const opened = value(await port.openRecovery(kept.recovery));
    expect(opened.rootFingerprint).toEqual(practice.fingerprint);
    const request = { number: NUMBERS.client, password: NEW_PASSWORD, versions: kept.versions };
    expect(reason(await port.completeRecovery(request))).toBe("locked");
    expect(reason(await port.sealReload())).toBe("locked");
    const next = await confirmCode(port);
    kept.takeWraps(value(await port.completeRecovery(request)));
    expect(kept.versions).toEqual({ password: 2, recovery: 2 });
    expect(await holds(port, bundle)).toBe("0 unpublished");

    const other = startWorker();
    value(await other.prepareSignIn(NUMBERS.client, PASSWORD));
    expect(reason(await other.unlock(kept.opening, null))).toBe("wrong_key");
    value(await other.prepareSignIn(NUMBERS.client, NEW_PASSWORD));
    value(await other.unlock(kept.opening, null));
    expect(await holds(other, bundle)).toBe("0 unpublished");
    // The password was for opening: whoever comes to the page has to show it again.
    expect(reason(await other.wrapForPassword(3))).toBe("locked");
    value(await other.readRecoveryCode(code));
    expect(reason(await other.openRecovery(kept.recovery))).toBe("wrong_key");
    value(await other.readRecoveryCode(next));
    value(await other.openRecovery(kept.recovery));
  });

  it("sends the same key of a code each time, and says what is wrong with one", async () => {
    const { port, code } = await register(practice);
    const [once, again] = [value(await port.readRecoveryCode(code)), value(await port.readRecoveryCode(code))];
    expect(once).toEqual(again);
    const slip = code.startsWith("7") ? `8${code.slice(1)}` : `7${code.slice(1)}`;
    const reasons = [slip, code.slice(1), `u${code.slice(1)}`].map((text) => port.readRecoveryCode(text).then(reason));
    expect(await Promise.all(reasons)).toEqual(["wrong_check", "wrong_length", "malformed"]);
  });

  it("keeps the account shut while the code is another's, or the service shows a broken ring", async () => {
    const { kept, code } = await register(practice);
    const port = startWorker();
    expect(reason(await port.openRecovery(kept.recovery))).toBe("locked");
    value(await port.readRecoveryCode(recoveryText(random(20))));
    expect(reason(await port.openRecovery(kept.recovery))).toBe("wrong_key");
    value(await port.readRecoveryCode(code));
    const predecessors = [{ generation: 1, sealed: random(72) }];
    value(await port.openRecovery({ ...kept.recovery, predecessors }));
    await confirmCode(port);
    const request = { number: NUMBERS.client, password: NEW_PASSWORD, versions: kept.versions };
    expect(reason(await port.completeRecovery(request))).toBe("wrong_key");
    expect(reason(await port.sealReload())).toBe("locked");
    expect(reason(await port.completeRecovery(request))).toBe("locked");
  });
});

describe("a changed password", () => {
  it("opens in place of the old one, after the old one was shown", async () => {
    const { port, kept, bundle } = await register(practice);
    const request = { number: NUMBERS.client, password: NEW_PASSWORD, version: 2, prfOutput: null };
    expect(reason(await port.changePassword(request))).toBe("locked");
    const shown = value(await port.stepUp(NUMBERS.client, PASSWORD));
    const changed = value(await port.changePassword(request));
    expect(changed.authenticationKey).not.toEqual(shown.authenticationKey);
    expect(reason(await port.changePassword(request))).toBe("locked");
    kept.version = 2;
    kept.wrap = changed.wrap;

    const other = startWorker();
    value(await other.prepareSignIn(NUMBERS.client, PASSWORD));
    expect(reason(await other.unlock(kept.opening, null))).toBe("wrong_key");
    const signedIn = value(await other.prepareSignIn(NUMBERS.client, NEW_PASSWORD));
    expect(signedIn.authenticationKey).toEqual(changed.authenticationKey);
    value(await other.unlock(kept.opening, null));
    expect(await holds(other, bundle)).toBe("0 unpublished");
  });

  it("is wrapped together with staff's passkey, whose wrap replaces the old one", async () => {
    const { port, kept, prf, stepUp } = await staff();
    await stepUp();
    const request = { number: NUMBERS.therapist, password: NEW_PASSWORD, version: 2, prfOutput: prf };
    kept.takePasskey(value(await port.changePassword(request)).wrap);
    const other = startWorker();
    value(await other.prepareSignIn(NUMBERS.therapist, PASSWORD));
    expect(reason(await other.unlock(kept.opening, prf))).toBe("wrong_key");
    value(await other.prepareSignIn(NUMBERS.therapist, NEW_PASSWORD));
    value(await other.unlock(kept.opening, prf));
  });
});

describe("a changed recovery code", () => {
  it("recovers in place of the old one, once it was confirmed", async () => {
    const { port, kept, code } = await register(practice);
    expect(reason(await port.changeRecoveryCode(2))).toBe("locked");
    const next = await confirmCode(port);
    const { recoveryKey, wrap } = value(await port.changeRecoveryCode(2));
    expect(reason(await port.changeRecoveryCode(3))).toBe("locked");
    Object.assign(kept, { recoveryWrap: wrap, recoveryVersion: 2 });
    const other = startWorker();
    value(await other.readRecoveryCode(code));
    expect(reason(await other.openRecovery(kept.recovery))).toBe("wrong_key");
    expect(value(await other.readRecoveryCode(next)).recoveryKey).toEqual(recoveryKey);
    value(await other.openRecovery(kept.recovery));
  });
});

describe("a passkey", () => {
  it("is asked the same by every browser of the service", async () => {
    const [one, other] = [value(await startWorker().passkeyInput()), value(await startWorker().passkeyInput())];
    expect(one.length).toBe(32);
    expect(one).toEqual(other);
  });

  it("opens a client's account by itself, and only with its own output", async () => {
    const { port, kept, bundle } = await register(practice);
    const prf = random(32);
    kept.takePasskey(value(await port.wrapForPasskey(prf)).wrap);
    const other = startWorker();
    expect(reason(await other.unlock(kept.opening, null))).toBe("locked");
    expect(reason(await other.unlock(kept.opening, random(32)))).toBe("wrong_key");
    expect(reason(await other.unlock(kept.opening, random(31)))).toBe("wrong_length");
    value(await other.unlock(kept.opening, prf));
    expect(await holds(other, bundle)).toBe("0 unpublished");
  });

  it("opens staff's account together with the password, and neither does without the other", async () => {
    const { kept, prf } = await staff();
    const other = startWorker();
    expect(reason(await other.unlock(kept.opening, prf))).toBe("locked");
    value(await other.prepareSignIn(NUMBERS.therapist, NEW_PASSWORD));
    expect(reason(await other.unlock(kept.opening, prf))).toBe("wrong_key");
    value(await other.prepareSignIn(NUMBERS.therapist, PASSWORD));
    expect(reason(await other.unlock(kept.opening, null))).toBe("locked");
    expect(reason(await other.unlock({ ...kept.opening, role: "client" }, prf))).toBe("wrong_key");
    expect(reason(await other.unlock({ ...kept.opening, kind: "password" }, null))).toBe("wrong_key");
    value(await other.unlock(kept.opening, prf));
  });

  it("is added and given up by staff only after they have shown their password, once each time", async () => {
    const { port, kept, prf, stepUp } = await staff();
    expect(reason(await port.wrapForPasskey(prf))).toBe("locked");
    expect(reason(await port.wrapForPassword(2))).toBe("locked");
    await stepUp();
    const { wrap } = value(await port.wrapForPassword(2));
    expect(reason(await port.wrapForPassword(2))).toBe("locked");
    Object.assign(kept, { kind: "password", version: 2, wrap });
    const other = startWorker();
    value(await other.prepareSignIn(NUMBERS.therapist, PASSWORD));
    value(await other.unlock(kept.opening, null));
  });
});

describe("everything that needs keys", () => {
  it("is locked before somebody is in, and again after wiping", async () => {
    const { port: wiped, kept, code } = await register(practice);
    const prf = random(32);
    value(await wiped.stepUp(NUMBERS.client, PASSWORD));
    value(await wiped.readRecoveryCode(code));
    await confirmCode(wiped);
    const prepared = { versions: kept.versions, passkey: false, prfOutput: null };
    value(await wiped.prepareRotation(prepared));
    await confirmCode(wiped);
    value(await wiped.stepUp(NUMBERS.client, PASSWORD));
    value(await wiped.wipe());
    const change = { number: NUMBERS.client, password: NEW_PASSWORD, version: 2, prfOutput: null };
    const card = { version: 1, fields: [], safe: NOTHING_SAID, holder: nobody(), recipients: [], now: NOW };
    const asked: ((port: CryptoPort) => Promise<Outcome<unknown>>)[] = [
      (port) => port.unlock(kept.opening, null),
      (port) => port.openRecovery(kept.recovery),
      (port) => port.confirmRecoveryCode(code),
      (port) => port.register({ ...change, account: random(16), root: practice.root.public, now: NOW }),
      (port) => port.completeRecovery({ ...change, versions: kept.versions }),
      (port) => port.stepUp(NUMBERS.client, PASSWORD),
      (port) => port.changePassword(change),
      (port) => port.changeRecoveryCode(2),
      (port) => port.wrapForPasskey(prf),
      (port) => port.wrapForPassword(2),
      (port) => port.prepareRotation(prepared),
      (port) => port.adoptRotation(),
      (port) => port.unpublishedBundles(null, NOW),
      (port) => port.fingerprints(),
      (port) => port.sealDraft(random(16), 1, ""),
      (port) => port.openDraft(random(16), 1, random(300)),
      (port) => port.sealSettings(1, { manifestGeneration: null, log: null, pins: [], choices: [] }),
      (port) => port.openSettings(1, random(300)),
      (port) => port.sealContactCard(card),
      (port) => port.signAcceptance({ policy: "terms", version: 1, text: "", answer: "accepted", now: NOW }),
      (port) => port.sealReload(),
      (port) => port.trustPractice(practice.document),
    ];
    for (const port of [startWorker(), wiped]) {
      const reasons = [];
      for (const ask of asked) reasons.push(reason(await ask(port)));
      expect(reasons).toEqual(asked.map(() => "locked"));
    }
  });

  it("is the next person's after they have signed in where somebody else was", async () => {
    const [one, other] = [await register(practice), await register(practice)];
    value(await one.port.trustPractice(practice.document));
    value(await one.port.prepareSignIn(NUMBERS.client, PASSWORD));
    value(await one.port.unlock(other.kept.opening, null));
    expect(await holds(one.port, other.bundle)).toBe("0 unpublished");
    expect(await holds(one.port, one.bundle)).toBe("wrong_previous");
    const card = { version: 1, fields: [], safe: NOTHING_SAID, holder: nobody(), recipients: [], now: NOW };
    expect(reason(await one.port.sealContactCard(card))).toBe("untrusted");
  });

  it("stays as it was when a sign-in opens nothing", async () => {
    const { port, kept, bundle } = await register(practice);
    value(await port.prepareSignIn(NUMBERS.client, NEW_PASSWORD));
    expect(reason(await port.unlock(kept.opening, null))).toBe("wrong_key");
    value(await port.prepareSignIn(NUMBERS.client, PASSWORD));
    expect(reason(await port.unlock({ ...kept.opening, generation: 1 }, null))).toBe("wrong_previous");
    expect(await holds(port, bundle)).toBe("0 unpublished");
    expect(await holds(await signIn(kept), bundle)).toBe("0 unpublished");
  });
});
