import { readFileSync } from "node:fs";
import { equal } from "../src/bytes/equal.ts";
import { attachmentDigest, cutOf, partOf, sealChunk } from "../src/crypto/attachment.ts";
import { sha256 } from "../src/crypto/hashing.ts";
import type { Entry } from "../src/crypto/transcript.ts";
import type { CopyDocuments, CopyRequest } from "../src/worker/copy_port.ts";
import type { Content, CryptoPort } from "../src/worker/port.ts";
import type { KeptWord } from "../src/worker/record_request_port.ts";
import type { WithPaper } from "../src/worker/release_port.ts";
import { letterOf, openEpoch, type Pair, pair, read, write } from "./conversation.ts";
import { join, NOW, random, value } from "./world.ts";

/** A conversation with everything in it, and copies of it made by the client's worker. */
export interface Told extends Pair {
  /** The chunks of the one file that goes with a letter. */
  readonly chunks: readonly Uint8Array[];
  readonly attachment: Uint8Array;
}

export const FILE = new TextEncoder().encode("a drawing, or so\n".repeat(40));

/** The letters of record.pdf, as the build has them. */
export function font(): Uint8Array {
  const url = new URL("../node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf", import.meta.url);
  return new Uint8Array(readFileSync(url));
}

/** 1–6: a session, and two seals upon it; 7–9: letters, the first with a file; 10–12: a session that is not sealed. */
export async function told(): Promise<Told> {
  const made = await pair();
  await say(made, "client", { kind: "text", text: "Grüße <b>&</b> שלום 🙂\nagain" });
  await say(made, "therapist", { kind: "text", text: "Tell me." });
  await say(made, "therapist", { kind: "end" });
  await say(made, "client", { kind: "seal", session: made.session });
  await say(made, "therapist", { kind: "seal", session: made.session });
  await openEpoch(made, null);
  const { chunks, ...file } = attached(made);
  const thread = random(16);
  const letter = letterOf("Here it is.", thread, true);
  await say(made, "client", { ...letter, attachments: [file] }, thread);
  await say(made, "therapist", letterOf("Thank you.", thread, false));
  await openEpoch(made, random(16));
  await say(made, "client", { kind: "text", text: "Hello" });
  await say(made, "therapist", { kind: "text", text: "Hello" });
  return { ...made, chunks, attachment: file.attachment };
}

async function say(
  made: Pair,
  from: "client" | "therapist",
  content: Content,
  messageId: Uint8Array | null = null,
): Promise<void> {
  const entry: Entry =
    messageId === null
      ? await write(made, from, content)
      : made.transcript.commit(
          2,
          value(await made[from].seal(made.document.conversation, { messageId, clientTime: NOW, content })).envelope,
        );
  await read(made, "client", [entry]);
  await read(made, "therapist", [entry]);
}

function attached({ document }: Pair): {
  readonly chunks: readonly Uint8Array[];
  readonly attachment: Uint8Array;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly key: Uint8Array;
  readonly digest: Uint8Array;
} {
  const [attachment, key] = [random(16), random(32)];
  const size = FILE.length;
  const place = { conversation: document.conversation, attachment, count: cutOf(size).chunks };
  const chunks = [sealChunk(key, place, 0, partOf(size, 0, FILE), random)];
  const digest = attachmentDigest(attachment, chunks.map(sha256));
  return { chunks, attachment, name: "Zeichnung: <1>.txt", mediaType: "text/plain", size, key, digest };
}

/** What is asked of a copy, unless `changed` says otherwise: everything. */
export function requestOf({ document, people }: Pair, changed: Partial<CopyRequest> = {}): CopyRequest {
  const [client, therapist] = people;
  const names = [
    { account: client?.account ?? new Uint8Array(), name: "Robin" },
    { account: therapist?.account ?? new Uint8Array(), name: "Dr. Kim" },
  ];
  return {
    conversation: document.conversation,
    match: document.match,
    from: 0,
    until: Number.MAX_SAFE_INTEGER,
    what: "all",
    session: null,
    names,
    zone: "Europe/Berlin",
    offsets: [
      [0, 60],
      [NOW + 3, 120],
    ],
    now: NOW + 1000,
    ...changed,
  };
}

export function documentsOf({ practice, people }: Pair): CopyDocuments {
  return { practice: practice.document, people, log: null };
}

/** Reads everything into the copy that was begun, in pages from the end backwards. */
export async function readAll(made: Pair, port: CryptoPort = made.client): Promise<void> {
  const { entries } = made.transcript;
  for (let end = entries.length; end > 0; end -= 5) {
    const start = Math.max(0, end - 5);
    value(await port.takeCopyEntries(made.transcript.head(start), entries.slice(start, end)));
  }
}

export type Beside = Parameters<CryptoPort["takeCopyAmendments"]>[0];

/** What the client asked to have corrected, an officer's no, and what the client says to it. */
export async function amended({ client: port, document, people, practice }: Told): Promise<Beside> {
  const [client] = people;
  if (client === undefined) throw new Error("a client");
  const officer = await join(practice, "officer");
  const officers = [officer.person];
  const asked = { patient: "Robin Example", where: "The first line", "should-say": "Less", why: "It was less" };
  const request = { kind: "amendment", conversation: document.conversation, values: asked, now: NOW } as const;
  const made = value(await port.signRecordRequest({ readers: { own: client, officers }, ...request }));
  const no = value(
    await officer.port.signRecordAnswer({
      readers: { own: officer.person, officers },
      client,
      request: made.signed,
      answer: "deny",
      ground: "accurate",
      until: 0,
      values: { words: "It says what was said.", rights: "You may disagree." },
      now: NOW,
    }),
  );
  const statement = value(
    await port.signDisagreement({
      readers: { own: client, officers },
      people: officers,
      request: made.signed,
      answer: no.signed,
      values: { statement: "It was less." },
      now: NOW,
    }),
  );
  const word = ({ signed, paper }: WithPaper): KeptWord => {
    const row = paper.wraps.find((each) => equal(each.account, client.account));
    if (row === undefined) throw new Error("no reader");
    return { signed, paper: { sealed: paper.sealed, bundleHash: row.bundleHash, wrap: row.wrap }, keptAt: NOW };
  };
  const [answer, disagreement] = [word(no), word(statement)];
  const kept = [{ request: word(made), due: NOW, extension: null, answer, disagreement }];
  return { kept, client, people: [client, ...officers] };
}

/** The archive of a copy. */
export async function copied(
  made: Told,
  changed: Partial<CopyRequest> = {},
  drawnWith: Uint8Array | null = font(),
  beside: Beside | null = null,
): Promise<Uint8Array> {
  const port = made.client;
  value(await port.beginCopy(requestOf(made, changed)));
  await readAll(made);
  const { files } = value(await port.chosenForCopy());
  for (const { attachment } of files) value(await port.takeCopyFile(attachment, made.chunks));
  const documents = documentsOf(made);
  const people = [...documents.people, ...(beside?.people ?? [])];
  if (beside !== null) value(await port.takeCopyAmendments(beside));
  const { lines } = value(await port.makeCopy({ ...documents, people }, drawnWith));
  for (let drawn = 0; drawn < lines;) ({ drawn } = value(await port.drawCopy()));
  return value(await port.packCopy()).archive;
}
