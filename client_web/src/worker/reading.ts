import { equal } from "../bytes/equal.ts";
import { same } from "../crypto/checks.ts";
import { type Envelope, openEnvelope, parseEnvelope, verifyEnvelope } from "../crypto/envelope.ts";
import { ProofError } from "../crypto/proof.ts";
import { readSignedBody, type SignedBody } from "../crypto/signing.ts";
import { sha256 } from "../crypto/hashing.ts";
import type { TranscriptEntry } from "../protocol/frames.ts";
import type { Conversation } from "./conversation.ts";
import type { OpenedEntries, OpenedEntry } from "./port.ts";

/** Reading a transcript: every entry is verified, or the whole reading fails (crypto.md §6.5, §8.2). */

type Parsed =
  | { readonly entry: TranscriptEntry; readonly opening: SignedBody }
  | { readonly entry: TranscriptEntry; readonly envelope: Envelope };

/** See CryptoPort.openEntries. */
export function openEntries(
  conversation: Conversation,
  anchor: Uint8Array,
  entries: readonly TranscriptEntry[],
): OpenedEntries {
  const first = entries[0];
  if (first === undefined) return { kind: "opened", entries: [], head: anchor };
  if (first.sequence < 1) throw new ProofError("gap");
  const parsed = entries.map(parse);
  const epochs = missingEpochs(conversation, parsed);
  if (epochs.length > 0) return { kind: "needs", epochs };
  return read(conversation, anchor, first.sequence - 1, parsed);
}

function parse(entry: TranscriptEntry): Parsed {
  return entry.kind === 1
    ? { entry, opening: readSignedBody(entry.payload) }
    : { entry, envelope: parseEnvelope(entry.payload) };
}

/** The epochs whose secrets are needed and not held, nor about to be won by an opening of our own. */
function missingEpochs({ epochs }: Conversation, parsed: readonly Parsed[]): readonly number[] {
  const missing = new Set<number>();
  const won = parsed.some((item) => "opening" in item && epochs.isStarted(sha256(item.opening.body)));
  for (const item of parsed) {
    if (!("envelope" in item)) continue;
    const { epoch } = item.envelope.header;
    if (!epochs.holds(epoch) && !(won && epoch === epochs.place.epoch)) missing.add(epoch);
  }
  return [...missing];
}

function read(
  conversation: Conversation,
  anchor: Uint8Array,
  before: number,
  parsed: readonly Parsed[],
): OpenedEntries {
  const { ledger } = conversation;
  const entries: OpenedEntry[] = [];
  let at = ledger.begin(before, anchor, parsed.length);
  for (const item of parsed) {
    at = ledger.step(at, item.entry);
    entries.push(
      "opening" in item ? readOpening(conversation, item.entry, item.opening) : readEnvelope(conversation, item),
    );
  }
  ledger.end(at);
  return { kind: "opened", entries, head: at.head };
}

function readOpening(conversation: Conversation, entry: TranscriptEntry, signed: SignedBody): OpenedEntry {
  const header = conversation.epochs.take(signed);
  conversation.ledger.placeEpoch(entry.sequence, header.epoch - 1, header.epoch);
  return {
    kind: "epoch",
    sequence: entry.sequence,
    time: entry.time,
    epoch: header.epoch,
    epochKind: header.kind,
    session: header.kind === "session" ? header.session : null,
    opener: header.opener,
  };
}

function readEnvelope(
  conversation: Conversation,
  { entry, envelope }: { readonly entry: TranscriptEntry; readonly envelope: Envelope },
): OpenedEntry {
  const { header } = envelope;
  same(header.conversation, conversation.members.conversation, "foreign_conversation");
  verifyEnvelope(envelope, conversation.members.bundle(header.sender).signingPublic);
  conversation.ledger.placeEpoch(entry.sequence, header.epoch, header.epoch);
  conversation.ledger.placeEnvelope(entry.sequence, header);
  const content = openEnvelope(envelope, conversation.epochs.keys(header.epoch));
  return {
    ...content,
    sequence: entry.sequence,
    time: entry.time,
    sender: header.sender,
    self: equal(header.sender, conversation.account),
    instance: header.instance,
    messageId: header.messageId,
    clientTime: header.clientTime,
    epoch: header.epoch,
  };
}
