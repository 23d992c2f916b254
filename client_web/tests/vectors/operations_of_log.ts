import { toHex } from "../../src/bytes/hex.ts";
import { readCheckpoint, readNote, verifyNote } from "../../src/crypto/note.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../../src/crypto/tree.ts";
import { PinnedRoot, rootFingerprint } from "../../src/crypto/trust.ts";
import { readCosigned, verifyWitnesses } from "../../src/crypto/witnesses.ts";
import { type Given, int, rows, text, texts, un, unpair } from "./json.ts";
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

export const witness: Operations = {
  verify_witnesses: (given) => {
    const root = PinnedRoot.pin(un(given["root"]), rootFingerprint(un(given["root"])));
    const said = verifyWitnesses(unpair(given["signed"]), root, int(given["least"]));
    const witnesses = said.witnesses.map(({ name, public: key }) => [name, toHex(key)]);
    return { generation: said.generation, within: said.within, witnesses, issued_at: said.issuedAt };
  },
  read_cosigned: (given) => {
    const witnesses = rows(given["witnesses"]).map((each) => ({
      name: text(each["name"]),
      public: un(each["public"]),
    }));
    const found = readCosigned(readNote(text(given["note"])), text(given["origin"]), witnesses);
    return { cosigned: found.map((each) => [each.witness.name, each.checkpoint.size, each.seconds]) };
  },
};
