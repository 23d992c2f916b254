import { encodeArray } from "../src/crypto/canonical.ts";
import type { Letter } from "../src/crypto/letter.ts";
import type { Entry } from "../src/crypto/transcript.ts";
import type { ConversationDocument, Person } from "../src/protocol/documents.ts";
import type { Content, CryptoPort, OpenedEntry } from "../src/worker/port.ts";
import { join, NOW, placeOf, random, TestPractice, TestTranscript, value } from "./world.ts";

/** Two people in one conversation, each behind a worker, with a live session open and known to both. */
export interface Pair {
  readonly practice: TestPractice;
  readonly document: ConversationDocument;
  readonly people: readonly Person[];
  readonly client: CryptoPort;
  readonly therapist: CryptoPort;
  readonly transcript: TestTranscript;
  readonly session: Uint8Array;
  /** The client's wrap, version 1. */
  readonly clientWrap: Uint8Array;
}

/** `found`: a practice that stands already. */
export async function pair(found: TestPractice | null = null): Promise<Pair> {
  const practice = found ?? (await TestPractice.found());
  const [client, therapist] = [await join(practice, "client"), await join(practice, "therapist")];
  const people = [client.person, therapist.person];
  const document = await practice.match(people);
  value(await client.port.openConversation(document, people));
  value(await therapist.port.openConversation(document, people));
  const transcript = new TestTranscript(document);
  const session = random(16);
  const ports = { client: client.port, therapist: therapist.port };
  const made = { practice, document, people, ...ports, transcript, session, clientWrap: client.wrap };
  await openEpoch(made, session);
  return made;
}

/** The therapist opens the next epoch, for a live session or (null) a thread; both read it and learn its secret. */
export async function openEpoch(
  { document, people, client, therapist, transcript }: Pair,
  session: Uint8Array | null,
): Promise<void> {
  const { conversation } = document;
  const kind = session === null ? ("thread" as const) : ("session" as const);
  const request = { conversation, kind, session, now: NOW };
  const opening = value(await therapist.startEpoch(request));
  const entry = transcript.open(opening, encodeArray([opening.header, opening.signature]));
  const anchor = transcript.head(entry.sequence - 1);
  for (const [n, port] of [client, therapist].entries()) {
    value(await port.openEntries(conversation, anchor, [entry]));
    const place = placeOf(people[n]?.account ?? new Uint8Array(), people);
    value(await port.learnEpoch(transcript.epochFrame(opening.epoch, place)));
  }
}

/** One member writes; the transcript takes it. */
export async function write(made: Pair, from: "client" | "therapist", content: Content): Promise<Entry> {
  const draft = { messageId: random(16), clientTime: NOW, content };
  const sealed = value(await made[from].seal(made.document.conversation, draft));
  return made.transcript.commit(2, sealed.envelope);
}

/** One member reads entries, which must hold. */
export async function read(
  made: Pair,
  who: "client" | "therapist",
  entries: readonly Entry[],
): Promise<readonly OpenedEntry[]> {
  const anchor = made.transcript.head((entries[0]?.sequence ?? 1) - 1);
  const opened = value(await made[who].openEntries(made.document.conversation, anchor, entries));
  if (opened.kind === "needs") throw new Error("needs epochs");
  return opened.entries;
}

/** The first letter of a thread, which names itself; or, in a thread, an answer. */
export function letterOf(text: string, thread: Uint8Array, isFirst: boolean): Letter {
  return { kind: "letter", thread, subject: isFirst ? "Thursday" : "", text, purpose: "letter", attachments: [] };
}

/** One member writes the first letter of a thread; the transcript takes it. */
export async function writeLetter(
  made: Pair,
  from: "client" | "therapist",
  text: string,
  thread: Uint8Array | null = null,
): Promise<Entry> {
  const messageId = random(16);
  const content = letterOf(text, thread ?? messageId, thread === null);
  const sealed = value(await made[from].seal(made.document.conversation, { messageId, clientTime: NOW, content }));
  return made.transcript.commit(2, sealed.envelope);
}
