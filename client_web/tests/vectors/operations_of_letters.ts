import { toHex } from "../../src/bytes/hex.ts";
import { APPOINTMENT } from "../../src/crypto/appointment.ts";
import {
  type AttachmentPlace,
  attachmentDigest,
  checkDigest,
  cutOf,
  fileOf,
  openChunk,
  PART_BYTES,
  partOf,
  sealChunk,
} from "../../src/crypto/attachment.ts";
import { readContent, writeContent } from "../../src/crypto/content.ts";
import { read } from "../../src/crypto/fields.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import { checkLetter, LETTER } from "../../src/crypto/letter.ts";
import { contentOf, saidOf } from "./contents.ts";
import { type Given, int, replay, text, texts, un } from "./json.ts";
import type { Operations } from "./operations.ts";

/** Letters, appointments, attachments. */

export const letter: Operations = {
  write: (given) => ({ content: toHex(writeContent(contentOf(given))) }),
  read: (given) => saidOf(readContent("letter", un(given["content"]))),
  check: (given) => {
    checkLetter(read(LETTER, un(given["content"])), un(given["message"]), text(given["role"]));
    return {};
  },
};

export const appointment: Operations = {
  write: (given) => ({ content: toHex(writeContent(contentOf(given))) }),
  read: (given) => saidOf(read(APPOINTMENT, un(given["content"]))),
};

const placeOf = (given: Given): AttachmentPlace => ({
  conversation: un(given["conversation"]),
  attachment: un(given["attachment"]),
  count: int(given["count"]),
});

export const attachment: Operations = {
  parts: (given) => {
    const file = new Uint8Array(int(given["times"])).fill(un(given["bytes"])[0] ?? 0);
    const { chunks } = cutOf(file.length);
    const parts = Array.from({ length: chunks }, (_, index) =>
      partOf(file.length, index, file.subarray(index * PART_BYTES, (index + 1) * PART_BYTES)),
    );
    return { lengths: parts.map((part) => part.length), hashes: parts.map((part) => toHex(sha256(part))) };
  },
  join: (given) => ({ file: toHex(fileOf(texts(given["parts"]).map(un), int(given["size"]))) }),
  seal: (given) => {
    const [key, part, index] = [un(given["key"]), un(given["part"]), int(given["index"])];
    return { chunk: toHex(sealChunk(key, placeOf(given), index, part, replay(given["random"]))) };
  },
  open: (given) => ({
    part: toHex(openChunk(un(given["key"]), placeOf(given), int(given["index"]), un(given["chunk"]))),
  }),
  digest: (given) => ({
    digest: toHex(attachmentDigest(un(given["attachment"]), texts(given["hashes"]).map(un))),
  }),
  check_digest: (given) => {
    checkDigest(un(given["attachment"]), texts(given["hashes"]).map(un), un(given["digest"]));
    return {};
  },
};
