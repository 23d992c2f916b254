import { toHex } from "../bytes/hex.ts";
import { compare } from "../bytes/order.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { ID_BYTES } from "../crypto/checks.ts";
import { sha256 } from "../crypto/hashing.ts";
import { signNotes } from "../crypto/notes_package.ts";
import { MANIFEST_FILE } from "../crypto/package.ts";
import type { PrivateNote } from "../crypto/private_note.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { writeSignedBody } from "../crypto/signing.ts";
import { writeConsent } from "../packages/consent_file.ts";
import { writeNotesPage } from "../packages/notes_page.ts";
import { writeNotesProofs } from "../packages/proofs.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import { readConsent } from "./papers_of_release.ts";
import { part } from "./part.ts";
import type { Practice } from "./practice.ts";
import type { PackedNotes, PrivateNotesPort } from "./private_notes_port.ts";
import { logProof, provedPeople } from "./proving.ts";
import type { ShownConsent } from "./release_port.ts";

/** A therapist's notes on their way to somebody else, in the browser of their author (crypto.md §14). */

type Request = Parameters<PrivateNotesPort["packNotes"]>[0];

/** See PrivateNotesPort.packNotes. */
export async function packNotes(
  keeper: Keeper,
  practice: Practice,
  request: Request,
  random: Random,
): Promise<PackedNotes> {
  const { client, consent: signed, paper, now } = request;
  const consent = await readConsent(keeper, practice, { consent: signed, paper, client });
  if (consent.form !== "notes") throw new ProofError("wrong_basis");
  const notes = covered(consent, request.notes);
  if (notes.length === 0) throw new ProofError("wrong_length");
  const { bundle: own } = await practice.certified(request.own);
  const files = filesOf(request, consent, notes);
  const packed = [...files]
    .map(([name, data]) => ({ name, hash: sha256(data) }))
    .sort((one, other) => compare(toUtf8(one.name), toUtf8(other.name)));
  const manifest = signNotes(keysOf(keeper.unlocked, own).signing, {
    package: drawn(random, ID_BYTES),
    consentHash: consent.hash,
    conversation: consent.conversation,
    client: consent.client,
    scopeFrom: consent.from,
    scopeUntil: consent.until,
    files: packed,
    madeBy: own.account,
    bundleHash: own.hash,
    madeAt: now,
  });
  files.set(MANIFEST_FILE, writeSignedBody(manifest));
  const { archive } = await part(() => import("../packages/bindery.ts"));
  return { archive: archive(files, now), hash: sha256(manifest.body), count: notes.length };
}

/** Those that were begun in the span and are about this client, the oldest first: what is packed is what the form covers, and nothing else. */
function covered({ client, from, until }: ShownConsent, notes: readonly PrivateNote[]): readonly PrivateNote[] {
  return notes
    .filter((note) => toHex(note.client) === toHex(client) && note.begunAt >= from && note.begunAt <= until)
    .toSorted((one, other) => one.begunAt - other.begunAt);
}

function filesOf(
  { own, client, practice, log, consent: signed, text, zone, offsets, now }: Request,
  consent: ShownConsent,
  notes: readonly PrivateNote[],
): Map<string, Uint8Array> {
  const patient = consent.values["patient"] ?? "";
  const told = notes.map(({ begunAt, text: words }) => ({ begunAt, text: words }));
  const said = { patient, conversation: toHex(consent.conversation), zone, offsets, made_at: now };
  const json = { ...said, notes: told.map(({ begunAt, text: words }) => ({ begun_at: begunAt, text: words })) };
  const page = { patient, from: consent.from, until: consent.until, zone, offsets, madeAt: now, notes: told };
  const people = provedPeople({ practice, people: [own, client] }, [own.account, client.account]);
  return new Map([
    [
      "consent.json",
      writeConsent({ consent: signed, salt: consent.salt, elements: Object.entries(consent.values), text }),
    ],
    ["notes.html", writeNotesPage(page)],
    ["notes.json", toUtf8(`${JSON.stringify(json, null, 1)}\n`)],
    ["proofs.json", writeNotesProofs({ ...people, log: logProof(log) })],
  ]);
}
