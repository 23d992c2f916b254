import { beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../../src/protocol/documents.ts";
import type { SettingsContent } from "../../../src/worker/key_life.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { join, NOW, reason, startWorker, TestPractice, value } from "../../world.ts";
import { KeptAccount } from "./kept_account.ts";

let before: TestPractice;
let after: TestPractice;
let kept: KeptAccount;
let own: Person;
let port: CryptoPort;
let reload: { readonly reloadKey: Uint8Array; readonly sealed: Uint8Array };

beforeAll(async () => {
  before = await TestPractice.found();
  after = before.successor();
  const joined = await join(before, "client");
  own = joined.person;
  kept = new KeptAccount(own.account, "client", joined.wrap);
  reload = value(await joined.port.sealReload());
});

/** A browser that has just signed in, and remembers nothing of its own. */
async function browser(): Promise<CryptoPort> {
  port = startWorker();
  value(await port.openReload(kept.holder, reload.reloadKey, reload.sealed));
  return port;
}

/** Settings in which some browser of theirs kept this generation. */
async function read(manifestGeneration: number | null): Promise<void> {
  const content: SettingsContent = { manifestGeneration, log: null, pins: [], choices: [] };
  value(await port.openSettings(1, value(await port.sealSettings(1, content))));
}

describe("custodians that another browser of this person has seen", () => {
  it("are never followed by earlier ones, nor by none", async () => {
    await browser();
    await read(1);
    expect(reason(await port.trustPractice(before.document))).toBe("stale_manifest");
    expect(reason(await port.trustPractice({ ...before.document, manifest: null }))).toBe("stale_manifest");
    // Nothing of what was refused is believed.
    expect(reason(await port.depositAnew({ owed: [], own, now: NOW }))).toBe("untrusted");
    expect(value(await port.trustPractice(after.document)).manifestGeneration).toBe(1);
    await read(null);
    expect(reason(await port.trustPractice(before.document))).toBe("stale_manifest");
  });

  it("end the trust in those before while they are in force here", async () => {
    await browser();
    value(await port.trustPractice(before.document));
    const asked = { owed: [], own, now: NOW };
    expect(value(await port.depositAnew(asked))).toEqual([]);
    await read(1);
    expect(reason(await port.depositAnew(asked))).toBe("untrusted");
    expect(reason(await port.trustPractice(before.document))).toBe("stale_manifest");
    value(await port.trustPractice(after.document));
    expect(value(await port.depositAnew(asked))).toEqual([]);
  });

  it("are forgotten with the keys of the person who saw them", async () => {
    await browser();
    await read(1);
    value(await port.openReload(kept.holder, reload.reloadKey, reload.sealed));
    expect(value(await port.trustPractice(before.document)).manifestGeneration).toBe(0);
  });
});
