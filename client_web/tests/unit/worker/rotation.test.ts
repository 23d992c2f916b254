import { beforeAll, describe, expect, it } from "vitest";
import { accountKeys } from "../../../src/crypto/account.ts";
import { type Bundle, makeBundle, verifyAnew, verifyBundle, verifySuccessor } from "../../../src/crypto/bundle.ts";
import type { SignedBody } from "../../../src/protocol/documents.ts";
import type { MadeBundle, Opening } from "../../../src/worker/key_life.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { join, NOW, NUMBERS, PASSWORD, random, reason, startWorker, TestPractice, value } from "../../world.ts";
import { confirmCode, KeptAccount, NEW_PASSWORD, register, rotate, signIn } from "./kept_account.ts";

let practice: TestPractice;
beforeAll(async () => {
  practice = await TestPractice.found();
});

/** Bundles as the practice takes them: each must follow the one before. */
async function publish(bundles: readonly MadeBundle[], before: Bundle | null = null): Promise<Bundle> {
  let newest = before;
  for (const bundle of bundles) {
    if (newest === null) expect(bundle.predecessorSignature).toBeNull();
    newest =
      newest === null
        ? await verifyBundle(bundle)
        : await verifySuccessor(bundle, newest, bundle.predecessorSignature ?? new Uint8Array());
  }
  if (newest === null) throw new Error("nothing was published");
  return newest;
}

describe("a rotation", () => {
  it("changes nothing until it is adopted", async () => {
    const { port, kept, bundle } = await register(practice);
    value(await port.stepUp(NUMBERS.client, PASSWORD));
    await confirmCode(port);
    value(await port.prepareRotation({ versions: kept.versions, passkey: false, prfOutput: null }));
    expect(value(await port.unpublishedBundles(bundle, NOW))).toEqual([]);
    value(await port.adoptRotation());
    expect(value(await port.unpublishedBundles(bundle, NOW)).length).toBe(1);
    expect(reason(await port.adoptRotation())).toBe("locked");
  });

  it("asks for the password and a confirmed code, and uses both up", async () => {
    const { port, kept } = await register(practice);
    const request = { versions: kept.versions, passkey: false, prfOutput: null };
    expect(reason(await port.adoptRotation())).toBe("locked");
    expect(reason(await port.prepareRotation(request))).toBe("locked");
    value(await port.stepUp(NUMBERS.client, PASSWORD));
    expect(reason(await port.prepareRotation(request))).toBe("locked");
    value(await port.makeRecoveryCode());
    expect(reason(await port.prepareRotation(request))).toBe("locked");
    await confirmCode(port);
    value(await port.prepareRotation(request));
    expect(reason(await port.prepareRotation(request))).toBe("locked");
  });

  it("is opened by the same password and by the new code only, with all that was before", async () => {
    const { port, kept, code, bundle } = await register(practice);
    const next = await rotate(port, kept);
    expect(kept.versions).toEqual({ password: 2, recovery: 2 });
    expect(value(await (await signIn(kept)).unpublishedBundles(bundle, NOW)).length).toBe(1);
    const other = startWorker();
    value(await other.readRecoveryCode(code));
    expect(reason(await other.openRecovery(kept.recovery))).toBe("wrong_key");
    value(await other.readRecoveryCode(next));
    value(await other.openRecovery(kept.recovery));
    await confirmCode(other);
    const request = { number: NUMBERS.client, password: NEW_PASSWORD, versions: kept.versions };
    value(await other.completeRecovery(request));
    expect(value(await other.unpublishedBundles(bundle, NOW)).length).toBe(1);
  });

  it("takes the passkey along whose output is at hand", async () => {
    const { port, kept } = await register(practice);
    value(await port.stepUp(NUMBERS.client, PASSWORD));
    await confirmCode(port);
    const prf = random(32);
    const prepared = value(await port.prepareRotation({ versions: kept.versions, passkey: true, prfOutput: prf }));
    kept.takeRotation(prepared);
    kept.takePasskey(prepared.passkeyWrap ?? new Uint8Array());
    const opened = value(await startWorker().unlock(kept.opening, prf));
    expect(opened.generation).toBe(1);
  });

  it("leaves staff no wrap that the password alone opens", async () => {
    const { port, person, wrap } = await join(practice, "therapist");
    const kept = new KeptAccount(person.account, "therapist", wrap);
    const prf = random(32);
    value(await port.stepUp(NUMBERS.therapist, PASSWORD));
    await confirmCode(port);
    const request = { versions: kept.versions, passkey: true };
    expect(reason(await port.prepareRotation({ ...request, prfOutput: null }))).toBe("locked");
    const prepared = value(await port.prepareRotation({ ...request, prfOutput: prf }));
    expect(prepared.wrap).toBeNull();
    kept.takeRotation(prepared);
    const other = startWorker();
    value(await other.prepareSignIn(NUMBERS.therapist, PASSWORD));
    expect(reason(await other.unlock(kept.opening, random(32)))).toBe("wrong_key");
    expect(value(await other.unlock(kept.opening, prf)).generation).toBe(1);
  });
});

describe("the ring after two rotations", () => {
  let kept: KeptAccount;
  let first: MadeBundle;
  let port: CryptoPort;
  let before: Opening;
  const conversation = random(16);
  const drafts: Uint8Array[] = [];
  const settings: Uint8Array[] = [];

  async function seal(generation: number): Promise<void> {
    drafts.push(value(await port.sealDraft(conversation, generation + 1, `written under ${generation}`)));
    const content = { manifestGeneration: generation, log: null, pins: [], choices: [] };
    settings.push(value(await port.sealSettings(generation + 1, content)));
  }

  beforeAll(async () => {
    ({ port, kept, bundle: first } = await register(practice));
    before = kept.opening;
    await seal(0);
    for (const generation of [1, 2]) {
      await rotate(port, kept);
      await seal(generation);
    }
  });

  it("opens drafts and settings of every generation, here and in another browser", async () => {
    for (const browser of [port, await signIn(kept)]) {
      for (const n of [0, 1, 2]) {
        const draft = drafts[n] ?? new Uint8Array();
        expect(value(await browser.openDraft(conversation, n + 1, draft))).toBe(`written under ${n}`);
        const opened = value(await browser.openSettings(n + 1, settings[n] ?? new Uint8Array()));
        expect(opened.manifestGeneration).toBe(n);
      }
    }
  });

  it("seals with the newest: a browser that knows no rotation yet does not read it", async () => {
    const older = startWorker();
    value(await older.prepareSignIn(NUMBERS.client, PASSWORD));
    value(await older.unlock(before, null));
    expect(value(await older.openDraft(conversation, 1, drafts[0] ?? new Uint8Array()))).toBe("written under 0");
    expect(reason(await older.openDraft(conversation, 2, drafts[1] ?? new Uint8Array()))).toBe("wrong_key");
    expect(reason(await older.openSettings(3, settings[2] ?? new Uint8Array()))).toBe("wrong_key");
  });

  it("is whole again after a reload", async () => {
    const { sealed, reloadKey } = value(await port.sealReload());
    const reloaded = startWorker();
    expect(reason(await reloaded.openReload({ ...kept.holder, predecessors: [] }, reloadKey, sealed))).toBe(
      "wrong_previous",
    );
    value(await reloaded.openReload(kept.holder, reloadKey, sealed));
    expect(value(await reloaded.openDraft(conversation, 1, drafts[0] ?? new Uint8Array()))).toBe("written under 0");
  });

  it("publishes what the practice lacks, each signed by the one before", async () => {
    const all = value(await port.unpublishedBundles(null, NOW));
    expect((await publish(all)).generation).toBe(2);
    const since = value(await port.unpublishedBundles(first, NOW));
    expect(since.length).toBe(2);
    const newest = await publish(since, await verifyBundle(first));
    expect(newest.generation).toBe(2);
    const last = since.at(-1) ?? first;
    expect(value(await port.unpublishedBundles(last, NOW))).toEqual([]);
  });

  it("goes on from another browser's bundle of the same keys, made at another time", async () => {
    const [theirs] = value(await (await signIn(kept)).unpublishedBundles(first, NOW + 5));
    if (theirs === undefined) throw new Error("absent");
    value(await port.unpublishedBundles(first, NOW));
    const rest = value(await port.unpublishedBundles(theirs, NOW + 9));
    expect(rest.length).toBe(1);
    expect((await publish(rest, await verifyBundle(theirs))).generation).toBe(2);
  });

  it("raises an alarm when the practice shows keys that never were the account's own", async () => {
    const { bundle: strangers } = await register(practice);
    expect(reason(await port.unpublishedBundles(strangers, NOW))).toBe("wrong_previous");
    const forged = { ...first, signature: random(64) };
    expect(reason(await port.unpublishedBundles(forged, NOW))).toBe("bad_signature");
  });

  it("raises an alarm when the service hides the predecessors", async () => {
    const published = value(await port.unpublishedBundles(first, NOW)).at(-1) ?? first;
    const other = startWorker();
    value(await other.prepareSignIn(NUMBERS.client, PASSWORD));
    expect(reason(await other.unlock({ ...kept.opening, predecessors: [] }, null))).toBe("wrong_previous");
    value(await other.unlock({ ...kept.opening, generation: 0, predecessors: [] }, null));
    expect(reason(await other.unpublishedBundles(published, NOW))).toBe("wrong_previous");
    expect(reason(await other.unpublishedBundles(first, NOW))).toBe("wrong_previous");
  });
});

describe("keys begun anew", () => {
  it("follow the lost ones only where they were made just now, and are gone on from where they began", async () => {
    const { port } = await register(practice);
    const own = await lostBundleOf(port);
    expect(reason(await port.unpublishedBundles(own, NOW))).toBe("wrong_previous");
    const [anew] = value(await port.unpublishedBundles(own, NOW, null));
    if (anew === undefined) throw new Error("a bundle");
    expect(anew.predecessorSignature).toBeNull();
    expect((await verifyAnew(anew, await verifyBundle(own))).generation).toBe(1);
    expect(reason(await port.unpublishedBundles(anew, NOW))).toBe("wrong_previous");
    expect(value(await port.unpublishedBundles(anew, NOW, 1))).toEqual([]);
  });
});

/** A bundle of other keys under this account's name. */
async function lostBundleOf(port: CryptoPort): Promise<SignedBody> {
  const [first] = value(await port.unpublishedBundles(null, NOW));
  if (first === undefined) throw new Error("a bundle");
  const { account } = await verifyBundle(first);
  return makeBundle(await accountKeys(random(32)), account, NOW);
}
