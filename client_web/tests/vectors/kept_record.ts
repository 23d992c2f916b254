import { readEpochHeader } from "../../src/crypto/epoch.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import { genesis } from "../../src/crypto/match.ts";
import { readSignedBody } from "../../src/crypto/signing.ts";
import { parsePerson, parsePractice, parseSignedBody } from "../../src/protocol/documents.ts";
import type { TranscriptEntry } from "../../src/protocol/frames.ts";
import type { CryptoPort, Outcome } from "../../src/worker/port.ts";
import { startWorker, value } from "../world.ts";
import { type Given, int, load, rows, text, texts, un } from "./json.ts";

/** record_by_python.json: one conversation in which each side takes new keys twice (tests/vectors/README.md). */

export const kept = load("record_by_python.json");
const people = rows(kept["people"]).map(parsePerson);
export const entries: readonly TranscriptEntry[] = rows(kept["entries"]).map((entry) => ({
  sequence: int(entry["sequence"]),
  time: int(entry["time"]),
  kind: entry["kind"] === 1 ? 1 : 2,
  payload: un(entry["payload"]),
}));
export const conversation = un(kept["conversation"]);
const match = parseSignedBody(kept["match"]);
/** The head before the first entry. */
export const beginning = genesis(sha256(match.body));

/** A browser that knows nothing but this account: its newest secret, and the ring behind it. */
export async function browser(name: string): Promise<CryptoPort> {
  const port = startWorker();
  const said = (kept["accounts"] as Given)[name] as Given;
  const sealed = texts(said["predecessors"]);
  const predecessors = sealed.map((one, n) => ({ generation: sealed.length - n, sealed: un(one) }));
  const holder = { account: un(said["account"]), role: text(said["role"]), generation: sealed.length, predecessors };
  value(await port.openReload(holder, un(said["reload_key"]), un(said["sealed"])));
  value(await port.trustPractice(parsePractice(kept["practice"])));
  const none = {
    sequence: 0,
    head: beginning,
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

/** Gives a browser the keys of an epoch, by the header that is `shown`, or that there was. */
export async function learn(
  port: CryptoPort,
  name: string,
  epoch: number,
  shown: readonly TranscriptEntry[] = entries,
): Promise<Outcome<unknown>> {
  const openings = [...shown, ...entries]
    .filter(({ kind }) => kind === 1)
    .map(({ payload }) => readSignedBody(payload));
  const opening = openings.find(({ body }) => readEpochHeader(body).epoch === epoch);
  if (opening === undefined) throw new Error("no such epoch");
  const { body: header, signature } = opening;
  const wrap = un(rows(kept["epochs"])[epoch - 1]?.[name]);
  return port.learnEpoch({ t: "epoch", ref: 1, conversation, epoch, header, signature, wrap, deposited: true });
}
