import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { accountKeys, unwrapPredecessor } from "../../../src/crypto/account.ts";
import { passkeyWrappingKey } from "../../../src/crypto/passkey.ts";
import { readRecoveryText, recoveryWrappingKey } from "../../../src/crypto/recovery.ts";
import * as vaults from "../../../src/crypto/vault.ts";
import type { Opening } from "../../../src/worker/key_life.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { SERVICE } from "../../../src/worker/service.ts";
import { NOW, NUMBERS, PASSWORD, random, TestPractice, value } from "../../world.ts";
import { confirmCode, type KeptAccount, NEW_PASSWORD, recordedWorker, register, rotate } from "./kept_account.ts";

/** All bytes that came with a value, those that only lie beside it in a buffer too; texts as they would be sent. */
function crossed(value: unknown): string {
  if (value instanceof Uint8Array) return toHex(new Uint8Array(value.buffer));
  if (typeof value === "string") return toHex(new TextEncoder().encode(value));
  if (typeof value !== "object" || value === null) return "";
  return Object.values(value).map(crossed).join(" ");
}

/** Everything secret that follows from an account secret. */
async function secretsOf(secret: Uint8Array): Promise<Uint8Array[]> {
  const { drafts, settings, outbox } = await accountKeys(secret.slice());
  return [secret, drafts, settings, outbox];
}

/** What a password and the vault behind it must keep to themselves. */
async function secretsBehind(password: string, opening: Opening): Promise<Uint8Array[]> {
  const stretched = vaults.stretch(password, SERVICE, NUMBERS.client);
  const wrapping = vaults.wrappingKey(stretched);
  const { account, wrap, version } = opening;
  const { secret } = vaults.unwrap(wrapping, wrap, "password", account, version);
  const older: Uint8Array[] = [];
  for (const { generation, sealed } of opening.predecessors) {
    older.push(unwrapPredecessor(older.at(-1) ?? secret, sealed, account, generation));
  }
  const all = await Promise.all([secret, ...older].map(secretsOf));
  return [stretched, wrapping, ...all.flat()];
}

/** One account's whole life through one port: every method of keys is called. */
async function live(port: CryptoPort, kept: KeptAccount, code: string, prf: Uint8Array): Promise<Uint8Array[]> {
  const found = await secretsBehind(PASSWORD, kept.opening);
  value(await port.passkeyInput());
  const passkey = value(await port.wrapForPasskey(prf)).wrap;
  value(await port.unlock({ ...kept.opening, kind: "passkey", version: 1, wrap: passkey }, prf));
  value(await port.stepUp(NUMBERS.client, PASSWORD));
  value(await port.wrapForPassword(9));
  const recovered = readRecoveryText(code);
  value(await port.readRecoveryCode(code));
  value(await port.openRecovery(kept.recovery));
  const codes = [recovered, readRecoveryText(await confirmCode(port))];
  const request = { number: NUMBERS.client, password: PASSWORD, versions: kept.versions };
  kept.takeWraps(value(await port.completeRecovery(request)));
  codes.push(readRecoveryText(await rotate(port, kept)));
  found.push(...(await secretsBehind(PASSWORD, kept.opening)));
  const { reloadKey, sealed } = value(await port.sealReload());
  value(await port.openReload(kept.holder, reloadKey, sealed));
  value(await port.unpublishedBundles(null, NOW));
  value(await port.fingerprints());
  const draft = value(await port.sealDraft(kept.account, 1, "a thought"));
  value(await port.openDraft(kept.account, 1, draft));
  const settings = value(await port.sealSettings(1, { manifestGeneration: 1, log: null, pins: [], choices: [] }));
  value(await port.openSettings(1, settings));
  value(await port.stepUp(NUMBERS.client, PASSWORD));
  const change = { number: NUMBERS.client, password: NEW_PASSWORD, version: kept.version + 1, prfOutput: null };
  const changed = value(await port.changePassword(change));
  Object.assign(kept, { wrap: changed.wrap, version: kept.version + 1 });
  found.push(...(await secretsBehind(NEW_PASSWORD, kept.opening)));
  codes.push(readRecoveryText(await confirmCode(port)));
  value(await port.changeRecoveryCode(kept.recoveryVersion + 1));
  return [...found, ...codes, ...codes.map(recoveryWrappingKey), prf, passkeyWrappingKey(prf)];
}

describe("what reaches the page", () => {
  it("holds no secret but the recovery code's text, in no answer and in no buffer behind one", async () => {
    const practice = await TestPractice.found();
    const { port, outcomes } = recordedWorker();
    const { kept, code } = await register(practice, port);
    const secrets = await live(port, kept, code, random(32));
    expect(outcomes.length).toBeGreaterThan(30);
    const all = outcomes.map(crossed).join(" ");
    expect(all).toContain(toHex(practice.fingerprint));
    for (const secret of secrets) {
      expect(secret.some((byte) => byte !== 0)).toBe(true);
      expect(all).not.toContain(toHex(secret));
    }
  });
});
