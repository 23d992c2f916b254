import { toHex } from "../../src/bytes/hex.ts";
import { type NotePlace, openPrivateNote, sealPrivateNote } from "../../src/crypto/private_note.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { verifyNotes } from "../../src/crypto/notes_package.ts";
import { type Given, int, replay, text, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What a therapist writes for themselves. */

const place = (given: Given): NotePlace => ({
  author: un(given["author"]),
  conversation: un(given["conversation"]),
  note: un(given["note"]),
  version: int(given["version"]),
});

export const privateNote: Operations = {
  seal: (given) => {
    const note = { client: un(given["client"]), begunAt: int(given["begun_at"]), text: text(given["text"]) };
    const random = replay(given["random"]);
    return { sealed: toHex(sealPrivateNote(un(given["notes_key"]), place(given), note, random)) };
  },
  open: (given) => {
    const opened = openPrivateNote(un(given["notes_key"]), place(given), un(given["sealed"]));
    return { client: toHex(opened.client), begun_at: opened.begunAt, text: opened.text };
  },
};

export const notesPackage: Operations = {
  verify: async (given) => {
    const said = verifyNotes(unpair(given["manifest"]), await readBundle(un(given["author_bundle"])));
    return { hash: toHex(said.hash), files: said.files.map(({ name }) => name) };
  },
};
