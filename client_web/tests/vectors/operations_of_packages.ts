import { toHex } from "../../src/bytes/hex.ts";
import { parseEnvelope } from "../../src/crypto/envelope.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import { hchacha20, messageOpening, openShown } from "../../src/crypto/message_opening.ts";
import { readPackage } from "../../src/crypto/package.ts";
import { LocalTime, type Offsets } from "../../src/packages/calendar.ts";
import { packEntry } from "../../src/packages/entries.ts";
import { linesOf } from "../../src/packages/lines.ts";
import { writeNotesPage } from "../../src/packages/notes_page.ts";
import { writePage } from "../../src/packages/page.ts";
import { type PackageRecord, writeRecord } from "../../src/packages/record.ts";
import { saidOf } from "./contents.ts";
import { type Given, int, rows, text, un } from "./json.ts";
import { keysOf } from "./operations_of_epochs.ts";
import type { Operations } from "./operations.ts";

/** Packages: what opens one message, what a package says it holds, and how it is shown. */
export const packages: Operations = {
  hchacha20: (given) => ({ key: toHex(hchacha20(un(given["key"]), un(given["block"]))) }),
  message_opening: (given) => ({
    opening: toHex(messageOpening(keysOf(given), parseEnvelope(un(given["envelope"])))),
  }),
  open_shown: (given) => saidOf(openShown(parseEnvelope(un(given["envelope"])), un(given["opening"]))),
  manifest: (given) => {
    const found = readPackage(un(given["manifest"]));
    return {
      hash: toHex(found.hash),
      package: toHex(found.package),
      basis: found.basis,
      scope: [found.scopeFrom, found.scopeUntil],
      parts: found.parts.map(({ first, last, anchor, head }) => [first, last, toHex(anchor), toHex(head)]),
      files: found.files.map(({ name, hash }) => [name, toHex(hash)]),
      made_by: toHex(found.madeBy),
      made_at: found.madeAt,
    };
  },
  pack_entry: (given) => {
    const entry = { sequence: int(given["sequence"]), time: int(given["time"]), payload: un(given["payload"]) };
    const kind = given["kind"] === 1 ? 1 : 2;
    return { packed: toHex(packEntry({ ...entry, kind }, un(given["opening"]))) };
  },
  local_time: (given) => {
    const { date, clock, sortable } = new LocalTime(int(given["time"]), given["offsets"] as Offsets);
    return { date, clock, sortable };
  },
  notes_page: (given) => {
    const page = writeNotesPage({
      patient: text(given["patient"]),
      from: int(given["from"]),
      until: int(given["until"]),
      zone: text(given["zone"]),
      offsets: given["offsets"] as Offsets,
      madeAt: int(given["made_at"]),
      notes: rows(given["notes"]).map((each) => ({ begunAt: int(each["begun_at"]), text: text(each["text"]) })),
    });
    return { html: toHex(sha256(page)), characters: Array.from(new TextDecoder().decode(page)).length };
  },
  page: ({ record, offsets }: Given) => {
    const page = writePage(linesOf(record as PackageRecord, offsets as Offsets));
    const json = writeRecord(record as PackageRecord);
    const characters = Array.from(new TextDecoder().decode(page)).length;
    return { html: toHex(sha256(page)), json: toHex(sha256(json)), characters };
  },
};
