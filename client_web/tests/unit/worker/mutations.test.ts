import { beforeAll, describe, expect, it } from "vitest";
import { SigningKey } from "../../../src/crypto/signing.ts";
import { nextHead } from "../../../src/crypto/transcript.ts";
import type { TranscriptEntry } from "../../../src/protocol/frames.ts";
import type { RecordLogHttp } from "../../../src/state/ports.ts";
import { RecordLog } from "../../../src/state/record_log.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { pair, type Pair, read, write } from "../../conversation.ts";
import { KeptSettings } from "../../kept_settings.ts";
import { MemoryLog } from "../../memory_log.ts";
import { int, load, rows, text, un } from "../../vectors/json.ts";
import { beginning, browser, conversation, entries, learn } from "../../vectors/kept_record.ts";
import { person, placeOf, random, reason, startWorker, TestPractice, value } from "../../world.ts";

/**
 * Whoever changes the record, or the log, behind everyone's back is named by the browser (tests/vectors/mutations.json). The Python client
 * and `webtherapy verify` are held to the same list.
 */

const kept = load("mutations.json");

/** The record as a mutation's rows have it (tests/vectors/README.md). */
function mutated(changes: unknown): readonly TranscriptEntry[] {
  return (changes as readonly unknown[]).map((row, n) => {
    const change = typeof row === "number" ? { of: row } : (row as Record<string, unknown>);
    const of = entries[int(change["of"]) - 1];
    const place = entries[Math.min(n, entries.length - 1)];
    if (of === undefined || place === undefined) throw new Error("no such entry");
    const payload = change["payload"] === undefined ? of.payload : un(change["payload"]);
    return { sequence: n + 1, time: int(change["time"] ?? place.time), kind: of.kind, payload };
  });
}

/** One step of reading: what the worker says, once it has been given the keys that it asks for. */
async function step(
  port: CryptoPort,
  name: string,
  shown: readonly TranscriptEntry[],
  [start, end]: readonly [number, number],
): Promise<string> {
  let anchor = beginning;
  for (const entry of shown.slice(0, start)) anchor = nextHead(anchor, entry);
  const outcome = await port.openEntries(conversation, anchor, shown.slice(start, end));
  if (!outcome.ok || outcome.value.kind === "opened") return reason(outcome);
  for (const epoch of outcome.value.epochs) {
    const learnt = reason(await learn(port, name, epoch, shown));
    if (learnt !== "ok") return learnt;
  }
  return step(port, name, shown, [start, end]);
}

const WAYS: Readonly<Record<string, (length: number) => readonly (readonly [number, number])[]>> = {
  "at once": (length) => [[0, length]],
  "entry by entry": (length) => Array.from({ length }, (_, n) => [n, n + 1] as const),
  "from its end, in pages": (length) => {
    const pages = Math.ceil(length / 4);
    return Array.from({ length: pages }, (_, n) => [Math.max(0, length - 4 * (n + 1)), length - 4 * n] as const);
  },
};

/** What a browser says that reads a record for the first time. */
async function verdict(name: string, shown: readonly TranscriptEntry[], way: string): Promise<string> {
  const port = await browser(name);
  for (const span of WAYS[way]?.(shown.length) ?? []) {
    const said = await step(port, name, shown, span);
    if (said !== "ok") return said;
  }
  return "ok";
}

describe.each(Object.keys(WAYS))("a record read %s", (way) => {
  it.each(["client", "therapist"])("raises nothing as it is, for the %s", async (name) => {
    expect(await verdict(name, entries, way)).toBe("ok");
  });

  it.each(rows(kept["mutations"]).map((each) => [text(each["name"]), each] as const))(
    "is named: %s",
    async (_, each) => {
      const said = await Promise.all(["client", "therapist"].map((name) => verdict(name, mutated(each["rows"]), way)));
      if (way === "at once") expect(said).toEqual([each["browser"], each["browser"]]);
      for (const one of said) expect(one).not.toBe("ok");
    },
  );
});

/** The client in a browser that remembers nothing. */
async function reopened(made: Pair): Promise<Pair> {
  const client = startWorker();
  const { account = new Uint8Array() } = made.people[0] ?? {};
  const { reloadKey, sealed } = value(await made.client.sealReload());
  value(await client.openReload({ account, role: "client", generation: 0, predecessors: [] }, reloadKey, sealed));
  value(await client.trustPractice(made.practice.document));
  value(await client.openConversation(made.document, made.people));
  value(await client.learnEpoch(made.transcript.epochFrame(1, placeOf(account, made.people))));
  return { ...made, client };
}

describe("the record log, changed after it was seen", () => {
  let practice: TestPractice;
  let key: SigningKey;
  beforeAll(async () => {
    const system = await person();
    key = system.keys.signing;
    practice = (await TestPractice.found()).served(system);
  });

  /** A browser of the client's, which has seen 21 leaves. */
  async function seen(log: MemoryLog): Promise<{ readonly made: Pair; readonly watch: RecordLog }> {
    const made = await pair(practice);
    const watch = watcher(made.client, log, new KeptSettings());
    await watch.watch();
    expect(watch.trouble.value).toBeNull();
    return { made, watch };
  }

  function watcher(crypto: CryptoPort, http: RecordLogHttp, settings: KeptSettings): RecordLog {
    const clock = { now: () => 1, steady: () => 1, after: () => () => undefined };
    return new RecordLog({ crypto, http, settings: settings.browser(), clock });
  }

  /** What the same browser finds when the service shows it another log. */
  async function found(made: Pair, http: RecordLogHttp): Promise<string | null> {
    const watch = watcher(made.client, http, new KeptSettings());
    await watch.watch();
    return watch.trouble.value;
  }

  const CHANGES: Readonly<Record<string, (made: Pair, log: MemoryLog) => Promise<string | null>>> = {
    forked: (made, log) => found(made, log.forked(9).grow(14)),
    "cut off": (made, log) => found(made, log.forked(15)),
    flipped: (made, log) => found(made, log.forked(5).grow(1).with(log, 6, 21).grow(2)),
    dropped: (made, log) => found(made, log.forked(5).with(log, 6, 21).grow(2)),
    swapped: (made, log) => found(made, log.forked(5).with(log, 6, 7).with(log, 5, 6).with(log, 7, 21).grow(2)),
    duplicated: (made, log) => found(made, log.forked(6).with(log, 5, 21).grow(2)),
    "re-signed by another": (made, log) => found(made, log.signedBy(new SigningKey(random(32)))),
    "another log's": (made, log) => found(made, log.named("elsewhere/record-log")),
    "one's own left out": (made, log) => {
      const other = log.forked(7).grow(1).with(log, 8, 21);
      const ownLeaves = (after: number | null, size: number) => other.ownLeaves(after, size);
      const logSince = (before: number) => log.logSince(before);
      return found(made, { logSince, logWitnessed: () => log.logWitnessed(), ownLeaves });
    },
    "rolled back with the settings": async (made, log) => {
      await write(made, "client", { kind: "text", text: "I have looked" });
      const again = await reopened(made);
      await read(again, "client", made.transcript.entries);
      return found(again, log.forked(15));
    },
  };

  it("is tried in every way that is known", () => {
    expect(rows(kept["log"]).map((each) => text(each["name"]))).toEqual(Object.keys(CHANGES));
  });

  it.each(rows(kept["log"]).map((each) => [text(each["name"]), each["browser"]] as const))(
    "is named: %s",
    async (name, expected) => {
      const log = new MemoryLog(key).grow(21);
      const { made } = await seen(log);
      expect(await CHANGES[name]?.(made, log)).toBe(expected);
    },
  );
});
