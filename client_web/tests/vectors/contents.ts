import { toHex } from "../../src/bytes/hex.ts";
import type { AppointmentAction } from "../../src/crypto/appointment.ts";
import type { About, Safe, Use } from "../../src/crypto/aside.ts";
import type { Content } from "../../src/crypto/content.ts";
import type { Letter, Purpose } from "../../src/crypto/letter.ts";
import { type Given, int, type Said, text, un } from "./json.ts";

/** What an envelope holds, in the vectors' JSON: the same keys in every file. */

/** A content in JSON. */
export function saidOf(content: Content): Said {
  switch (content.kind) {
    case "text":
      return { text: content.text };
    case "check-in": {
      const { safe, place, telephone, contact } = content;
      return { safe, place, telephone, contact };
    }
    case "question":
      return { about: content.about };
    case "code-word": {
      const { use, recipientBundleHash, sealed } = content;
      return { use, recipient_bundle_hash: toHex(recipientBundleHash), sealed: toHex(sealed) };
    }
    case "end":
      return {};
    case "seal": {
      const { session, lastSequence, lastHead } = content;
      return { session: toHex(session), last_sequence: lastSequence, last_head: toHex(lastHead) };
    }
    case "letter":
      return saidOfLetter(content);
    case "appointment": {
      const { appointment, revision, action, start, minutes, zone, note } = content;
      return { appointment: toHex(appointment), revision, action, start, minutes, zone, note };
    }
  }
}

/** A content of JSON; its parts may be unlawful. `times` repeats a text. */
export function contentOf(given: Given): Content {
  if ("thread" in given) return letterOf(given);
  if ("appointment" in given) {
    const [start, minutes] = [int(given["start"]), int(given["minutes"])];
    const [zone, note] = [text(given["zone"]), text(given["note"])];
    const action = given["action"] as AppointmentAction;
    const [appointment, revision] = [un(given["appointment"]), int(given["revision"])];
    return { kind: "appointment", appointment, revision, action, start, minutes, zone, note };
  }
  if ("safe" in given) {
    const [place, telephone, contact] = [text(given["place"]), text(given["telephone"]), text(given["contact"])];
    return { kind: "check-in", safe: given["safe"] as Safe, place, telephone, contact };
  }
  if ("about" in given) return { kind: "question", about: given["about"] as About };
  if ("use" in given) {
    const [recipientBundleHash, sealed] = [un(given["recipient_bundle_hash"]), un(given["sealed"])];
    return { kind: "code-word", use: given["use"] as Use, recipientBundleHash, sealed };
  }
  if ("text" in given) return { kind: "text", text: repeated(given) };
  if (!("session" in given)) return { kind: "end" };
  const [session, lastHead] = [un(given["session"]), un(given["last_head"])];
  return { kind: "seal", session, lastSequence: int(given["last_sequence"]), lastHead };
}

function repeated(given: Given): string {
  return text(given["text"]).repeat("times" in given ? int(given["times"]) : 1);
}

function letterOf(given: Given): Letter {
  const listed = given["attachments"] as readonly [string, string, string, number, string, string][];
  return {
    kind: "letter",
    thread: un(given["thread"]),
    subject: text(given["subject"]),
    text: repeated(given),
    purpose: given["purpose"] as Purpose,
    attachments: listed.map(([attachment, name, mediaType, size, key, digest]) => ({
      attachment: un(attachment),
      name,
      mediaType,
      size,
      key: un(key),
      digest: un(digest),
    })),
  };
}

function saidOfLetter({ thread, subject, text: words, purpose, attachments }: Letter): Said {
  const listed = attachments.map((row) => [
    toHex(row.attachment),
    row.name,
    row.mediaType,
    row.size,
    toHex(row.key),
    toHex(row.digest),
  ]);
  return { thread: toHex(thread), subject, text: words, purpose, attachments: listed };
}
