import { equal } from "../bytes/equal.ts";
import { same } from "../crypto/checks.ts";
import { type Envelope, openEnvelope, parseEnvelope, verifyEnvelope } from "../crypto/envelope.ts";
import { memberOf } from "../crypto/epoch.ts";
import { checkLetter } from "../crypto/letter.ts";
import { roleOf } from "../crypto/match.ts";
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
  for (const item of parsed) if ("opening" in item) conversation.checkShown(item.opening);
  const epochs = missingEpochs(conversation, parsed);
  if (epochs.length > 0) return { kind: "needs", epochs };
  return read(conversation, anchor, first.sequence - 1, parsed);
}

function parse(entry: TranscriptEntry): Parsed {
  return entry.kind === 1
    ? { entry, opening: readSignedBody(entry.payload) }
    : { entry, envelope: parseEnvelope(entry.payload) };
}

/** The epochs whose secrets are needed and not held, nor lost, nor won by an opening of our own that stands before. */
function missingEpochs(conversation: Conversation, parsed: readonly Parsed[]): readonly number[] {
  const { epochs } = conversation;
  const missing = new Set<number>();
  const won = new Set<number>();
  for (const item of parsed) {
    if ("opening" in item) {
      won.add(epochs.startedEpoch(sha256(item.opening.body)) ?? 0);
    } else {
      const { epoch } = item.envelope.header;
      if (!epochs.holds(epoch) && !won.has(epoch) && !conversation.isLost(epoch)) missing.add(epoch);
    }
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
  conversation.placeManifest(header);
  conversation.ledger.placeOpening(entry.sequence, header);
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
  const { epochs, ledger, members } = conversation;
  same(header.conversation, members.conversation, "foreign_conversation");
  const epoch = epochs.header(header.epoch);
  // Under the bundle by which its epoch names its sender: what stands was lawful when it was written (crypto.md §4.6).
  const signer = members.bundle(header.sender, memberOf(epoch, header.sender).bundleHash);
  verifyEnvelope(envelope, signer.signingPublic);
  ledger.placeEnvelope(entry.sequence, header, epoch);
  conversation.heard(header);
  const sent = {
    sequence: entry.sequence,
    time: entry.time,
    sender: header.sender,
    self: equal(header.sender, conversation.account),
    instance: header.instance,
    messageId: header.messageId,
    clientTime: header.clientTime,
    epoch: header.epoch,
  };
  if (conversation.isLost(header.epoch)) {
    ledger.placeLocked(entry.sequence, header);
    return header.kind === "end" ? { ...sent, kind: "end" } : { ...sent, kind: "locked", was: header.kind };
  }
  const content = openEnvelope(envelope, epochs.keys(header.epoch));
  if (content.kind === "seal") ledger.placeSeal(entry.sequence, content);
  if (content.kind === "letter") {
    checkLetter(content, header.messageId, roleOf(conversation.match, header.sender));
    ledger.placeLetter(entry.sequence, header.messageId, content.thread);
  }
  return { ...content, ...sent };
}
