import { describe, expect, it } from "vitest";
import { decodeArray } from "../../src/crypto/canonical.ts";
import { genesis } from "../../src/crypto/match.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import { nextHead } from "../../src/crypto/transcript.ts";
import { parsePerson, parsePractice, parseSignedBody } from "../../src/protocol/documents.ts";
import type { TranscriptEntry } from "../../src/protocol/frames.ts";
import type { CryptoPort } from "../../src/worker/port.ts";
import { startWorker, value } from "../world.ts";
import { type Given, int, load, rows, text, texts, un } from "./json.ts";

/** record_by_python.json: one conversation in which each side takes new keys twice (tests/vectors/README.md). */

const kept = load("record_by_python.json");
const people = rows(kept["people"]).map(parsePerson);
const entries: readonly TranscriptEntry[] = rows(kept["entries"]).map((entry) => ({
  sequence: int(entry["sequence"]),
  time: int(entry["time"]),
  kind: entry["kind"] === 1 ? 1 : 2,
  payload: un(entry["payload"]),
}));
const conversation = un(kept["conversation"]);
const match = parseSignedBody(kept["match"]);
const head = genesis(sha256(match.body));

/** A browser that knows nothing but this account: its newest secret, and the ring behind it. */
async function browser(name: string): Promise<CryptoPort> {
  const port = startWorker();
  const said = (kept["accounts"] as Given)[name] as Given;
  const sealed = texts(said["predecessors"]);
  const predecessors = sealed.map((one, n) => ({ generation: sealed.length - n, sealed: un(one) }));
  const holder = { account: un(said["account"]), role: text(said["role"]), generation: sealed.length, predecessors };
  value(await port.openReload(holder, un(said["reload_key"]), un(said["sealed"])));
  value(await port.trustPractice(parsePractice(kept["practice"])));
  const none = {
    sequence: 0,
    head,
    epoch: 0,
    session: null,
    delivered: 0,
    read: 0,
    openedAt: null,
    lastAt: null,
    closing: null,
    reading: false,
    grants: [],
  };
  value(await port.openConversation({ conversation, match, ...none }, people));
  return port;
}

/** What `learn` is answered with. */
async function learn(port: CryptoPort, name: string, epoch: number): Promise<void> {
  const openings = entries.filter(({ kind }) => kind === 1);
  const [header, signature] = decodeArray(openings[epoch - 1]?.payload ?? new Uint8Array()) as [Uint8Array, Uint8Array];
  const wrap = un(rows(kept["epochs"])[epoch - 1]?.[name]);
  const frame = { t: "epoch", ref: 1, conversation, epoch, header, signature, wrap, deposited: true } as const;
  value(await port.learnEpoch(frame));
}

describe.each(["client", "therapist"])("a record across the rotations of both sides, read by the %s", (name) => {
  it("proves itself and opens from the first entry to the last", async () => {
    const port = await browser(name);
    for (const epoch of [1, 2, 3, 4]) await learn(port, name, epoch);
    const opened = value(await port.openEntries(conversation, head, entries));
    if (opened.kind === "needs") throw new Error("needs epochs");
    expect(opened.entries.flatMap((entry) => (entry.kind === "text" ? [entry.text] : []))).toEqual(kept["texts"]);
    expect(opened.entries.filter(({ kind }) => kind === "seal")).toHaveLength(2);
    expect(opened.head).toEqual(un(kept["head"]));
  });

  it("opens as well from its end backwards, page by page", async () => {
    const port = await browser(name);
    for (const epoch of [4, 3, 2, 1]) await learn(port, name, epoch);
    const heads = [head];
    for (const entry of entries) heads.push(nextHead(heads.at(-1) ?? head, entry));
    const read: string[] = [];
    for (let end = entries.length; end > 0; end -= 2) {
      const start = Math.max(0, end - 2);
      const page = value(await port.openEntries(conversation, heads[start] ?? head, entries.slice(start, end)));
      if (page.kind === "needs") throw new Error("needs epochs");
      read.unshift(...page.entries.flatMap((entry) => (entry.kind === "text" ? [entry.text] : [])));
    }
    expect(read).toEqual(kept["texts"]);
  });
});
