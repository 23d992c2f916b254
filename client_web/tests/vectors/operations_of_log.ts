import { toHex } from "../../src/bytes/hex.ts";
import { readCheckpoint, readNote, verifyNote } from "../../src/crypto/note.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../../src/crypto/tree.ts";
import { type Given, int, rows, text, texts, un } from "./json.ts";
import type { Operations } from "./operations.ts";

const hashes = (given: unknown): Uint8Array[] => texts(given).map(un);

export const log: Operations = {
  verify_inclusion: (given) => {
    const [index, size] = [int(given["index"]), int(given["size"])];
    verifyInclusion(leafHash(un(given["leaf"])), index, size, hashes(given["proof"]), un(given["root"]));
    return {};
  },
  verify_consistency: (given) => {
    const [before, size] = [int(given["before"]), int(given["size"])];
    verifyConsistency(before, un(given["old"]), size, un(given["new"]), hashes(given["proof"]));
    return {};
  },
  verify_note: (given) => {
    const verifiers = rows(given["verifiers"]).map((each: Given) => ({
      name: text(each["name"]),
      public: un(each["public"]),
      kind: int(each["kind"]),
    }));
    return { seconds: verifyNote(readNote(text(given["note"])), verifiers) };
  },
  read_checkpoint: (given) => {
    const { size, root } = readCheckpoint(text(given["text"]), text(given["origin"]));
    return { size, root: toHex(root) };
  },
};
