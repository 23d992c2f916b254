import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { SigningKey } from "../../../src/crypto/signing.ts";
import type { RecordLogHttp } from "../../../src/state/ports.ts";
import { RecordLog } from "../../../src/state/record_log.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { pair, read, write } from "../../conversation.ts";
import { KeptSettings } from "../../kept_settings.ts";
import { MemoryLog } from "../../memory_log.ts";
import { noWatch } from "../../no_watch.ts";
import { nameWitnesses } from "../../witnesses.ts";
import { person, random, startWorker, TestPractice, value } from "../../world.ts";
import { type KeptAccount, register } from "../worker/kept_account.ts";

let practice: TestPractice;
let kept: KeptAccount;
let port: CryptoPort;
let key: SigningKey;
let reload: { readonly reloadKey: Uint8Array; readonly sealed: Uint8Array };

beforeAll(async () => {
  const system = await person();
  key = system.keys.signing;
  practice = (await TestPractice.found()).served(system);
  ({ port, kept } = await register(practice));
  reload = value(await port.sealReload());
});

/** One browser of the person, as it is opened. */
async function browser(http: RecordLogHttp, settings = new KeptSettings()): Promise<RecordLog> {
  port = startWorker();
  value(await port.openReload(kept.holder, reload.reloadKey, reload.sealed));
  value(await port.trustPractice(practice.document));
  const clock = { now: () => 1, steady: () => 1, after: () => () => undefined };
  return new RecordLog({ crypto: port, http, settings: settings.browser(), clock });
}

/** What a browser finds that looks once. */
async function found(http: RecordLogHttp, settings = new KeptSettings()): Promise<string | null> {
  const log = await browser(http, settings);
  await log.watch();
  return log.trouble.value;
}

describe("the record log, as a browser watches it", () => {
  it("is what it was before, however it grows, and that is remembered for the next browser", async () => {
    const settings = new KeptSettings();
    const service = new MemoryLog(key).grow(3);
    for (const more of [0, 1, 4, 250]) {
      const log = await browser(service.grow(more), settings);
      await log.watch();
      expect(log.trouble.value).toBeNull();
      expect(log.checked.value?.size).toBe(service.head.size);
      expect(settings.versions.at(-1)?.log).toEqual(service.head);
    }
  });

  it("is named when it does not begin with what another browser saw, or is shorter", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 40 }), async (keep, more) => {
        const settings = new KeptSettings();
        const service = new MemoryLog(key).grow(21);
        await found(service, settings);
        const fork = service.forked(keep).grow(more);
        expect(await found(fork, settings)).toBe(keep + more < 21 ? "shorter" : "changed");
      }),
      { numRuns: 12 },
    );
  });

  it("is named when somebody else signed it", async () => {
    expect(await found(new MemoryLog(key).grow(2).signedBy(new SigningKey(random(32))))).toBe("unsigned");
  });

  it("is named when something of one's own is not in it", async () => {
    const [service, other] = [new MemoryLog(key).grow(5), new MemoryLog(key).grow(5)];
    const http = {
      logSince: (before: number) => service.logSince(before),
      logWitnessed: () => service.logWitnessed(),
      ownLeaves: (after: number | null, size: number) => other.ownLeaves(after, size),
    };
    expect(await found(http)).toBe("missing");
  });

  it("is named when it does not begin with what an own message, or the other side, says to have seen", async () => {
    const service = new MemoryLog(key).grow(8);
    const fork = service.forked(4).grow(2);
    for (const own of [true, false]) {
      const log = await browser(service);
      await log.watch();
      const attested = { ...fork.head, own };
      const answer = await service.logSince(attested.size);
      if (!answer.ok) throw new Error("refused");
      expect(await port.confirmLog(attested, answer.value)).toEqual({ ok: false, reason: "wrong_proof" });
      expect(await port.confirmLog({ ...service.forked(4).head, own }, answerTo(await service.logSince(4)))).toEqual({
        ok: true,
        value: true,
      });
    }
  });

  it("has to fit with what the other side of a conversation attests, once that was read", async () => {
    const made = await pair(practice);
    const service = new MemoryLog(key).grow(9);
    const fork = service.forked(5).grow(2);
    const settings = new KeptSettings();
    const clock = { now: () => 1, steady: () => 1, after: () => () => undefined };
    const theirs = new RecordLog({ crypto: made.therapist, http: fork, settings: settings.browser(), clock });
    const mine = new RecordLog({ crypto: made.client, http: service, settings: new KeptSettings().browser(), clock });
    await theirs.watch();
    const entry = await write(made, "therapist", { kind: "text", text: "Seen otherwise" });
    await mine.watch();
    expect(mine.trouble.value).toBeNull();
    await read(made, "client", [entry]);
    await mine.watch();
    expect(mine.trouble.value).toBe("disputed");
  });

  describe("with witnesses", () => {
    const [anna, bert] = [new SigningKey(random(32)), new SigningKey(random(32))];
    const named = [
      { name: "anna.example", public: anna.public },
      { name: "bert.example", public: bert.public },
    ];

    /** The clock says 1: a moment after the beginning of time. */
    async function watched(http: MemoryLog): Promise<RecordLog> {
      const log = await browser(http);
      await log.watch();
      return log;
    }

    it("says of each when they were heard of, and who is late", async () => {
      const service = new MemoryLog(key).grow(5);
      const witnesses = nameWitnesses(practice.root, 0, named);
      service.witnessed = { witnesses, cosigned: [service.cosigned("anna.example", anna, 0)] };
      const log = await watched(service.grow(3));
      expect(log.trouble.value).toBeNull();
      expect(log.checked.value?.size).toBe(8);
      expect(log.witnesses.value).toEqual([
        { name: "anna.example", at: 0, late: false },
        { name: "bert.example", at: null, late: true },
      ]);
    });

    it("is named when one of them saw another log, or a larger one", async () => {
      const service = new MemoryLog(key).grow(8);
      const witnesses = nameWitnesses(practice.root, 0, named);
      for (const other of [service.forked(4).grow(2), service.forked(4).grow(40)]) {
        service.witnessed = { witnesses, cosigned: [other.cosigned("anna.example", anna, 0)] };
        expect((await watched(service)).trouble.value).toBe("witness");
      }
    });

    it("is named when a line is forged, or the list is not the root's", async () => {
      const service = new MemoryLog(key).grow(8);
      const line = service.cosigned("anna.example", anna, 0).replace("\n8\n", "\n7\n");
      for (const [root, cosigned] of [
        [practice.root, [line]],
        [anna, []],
      ] as const) {
        service.witnessed = { witnesses: nameWitnesses(root, 0, named), cosigned };
        expect((await watched(service)).trouble.value).toBe("witness");
      }
    });

    it("is named when a list that was seen is taken back, or hidden", async () => {
      for (const after of [nameWitnesses(practice.root, 0, named), nameWitnesses(practice.root, 1, []), null]) {
        const service = new MemoryLog(key).grow(8);
        service.witnessed = { witnesses: nameWitnesses(practice.root, 1, named), cosigned: [] };
        const log = await watched(service);
        service.witnessed = { witnesses: after, cosigned: [] };
        await log.watch();
        expect(log.trouble.value).toBe("witness");
      }
    });

    it("is named when the list is hidden from a browser that is new, as another one has kept it", async () => {
      const settings = new KeptSettings();
      const service = new MemoryLog(key).grow(8);
      service.witnessed = { witnesses: nameWitnesses(practice.root, 3, named), cosigned: [] };
      expect(await found(service, settings)).toBeNull();
      expect(settings.versions.at(-1)?.choices).toEqual([["witnesses", "3"]]);
      for (const witnesses of [null, nameWitnesses(practice.root, 2, named)]) {
        service.witnessed = { witnesses, cosigned: [] };
        expect(await found(service, settings)).toBe("witness");
      }
    });

    it("is late who has not cosigned for longer than agreed, or is ahead of every clock", async () => {
      const service = new MemoryLog(key).grow(8);
      const lines = [service.cosigned("anna.example", anna, 1000), service.cosigned("bert.example", bert, 100)];
      service.witnessed = { witnesses: nameWitnesses(practice.root, 0, named), cosigned: lines };
      const log = await watched(service);
      expect(log.witnesses.value.map(({ late }) => late)).toEqual([true, false]);
    });
  });

  it("says nothing while the service cannot be asked", async () => {
    const log = await browser(noWatch);
    await log.watch();
    expect(log.trouble.value).toBeNull();
    expect(log.checked.value).toBeNull();
  });
});

function answerTo<T>(answer: { ok: true; value: T } | { ok: false }): T {
  if (!answer.ok) throw new Error("refused");
  return answer.value;
}
