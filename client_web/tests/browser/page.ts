import { decode } from "@msgpack/msgpack";
import { spawn } from "../../src/worker/spawn.ts";
import type { Outcome } from "../../src/worker/port.ts";
import type { Fixture } from "./fixture.ts";

/** The page of the worker's browser test: signs in with a fixture and opens its record, as the real page does. */

export interface Measured {
  readonly entries: number;
  readonly lastText: string;
  readonly signInMs: number;
  readonly openMs: number;
  readonly alarm: string | null;
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`alarm: ${outcome.reason}`);
  return outcome.value;
}

async function run(batch: number): Promise<Measured> {
  const answer = await fetch("/fixture.bin");
  const fixture = decode(await answer.arrayBuffer()) as Fixture;
  const { port } = spawn();
  const started = performance.now();
  value(await port.prepareSignIn(fixture.number, fixture.password));
  const { account, wrap } = fixture;
  const opening = {
    account,
    role: "client",
    kind: "password" as const,
    version: 1,
    wrap,
    generation: 0,
    predecessors: [],
  };
  value(await port.unlock(opening, null));
  value(await port.trustPractice(fixture.practice));
  value(await port.openConversation(fixture.conversation, fixture.people));
  value(await port.learnEpoch(fixture.epoch));
  const signedIn = performance.now();
  let anchor = fixture.conversation.head;
  let count = 0;
  let lastText = "";
  for (let at = 0; at < fixture.entries.length; at += batch) {
    const entries = fixture.entries.slice(at, at + batch);
    const opened = value(await port.openEntries(fixture.conversation.conversation, anchor, entries));
    if (opened.kind === "needs") throw new Error("needs");
    anchor = opened.head;
    count += opened.entries.length;
    const last = opened.entries.at(-1);
    if (last?.kind === "text") lastText = last.text;
  }
  const openMs = performance.now() - signedIn;
  const wrong = await port.openEntries(
    fixture.conversation.conversation,
    new Uint8Array(32),
    fixture.entries.slice(0, 1),
  );
  const alarm = wrong.ok ? null : wrong.reason;
  return { entries: count, lastText, signInMs: signedIn - started, openMs, alarm };
}

Object.assign(globalThis, { run });
