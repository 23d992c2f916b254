import { toHex } from "../../src/bytes/hex.ts";
import { CODE_WORD } from "../../src/crypto/aside.ts";
import { openWord } from "../../src/crypto/code_word.ts";
import { readContent, writeContent } from "../../src/crypto/content.ts";
import { read } from "../../src/crypto/fields.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { contentOf, saidOf } from "./contents.ts";
import { un } from "./json.ts";
import type { Operations } from "./operations.ts";

/** Asides. */

export const aside: Operations = {
  write: (given) => ({ content: toHex(writeContent(contentOf(given))) }),
  read: (given) => saidOf(readContent("text", un(given["content"]))),
  open_word: async (given) => {
    const place = {
      conversation: un(given["conversation"]),
      sender: un(given["sender"]),
      message: un(given["message"]),
    };
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    return { word: await openWord(key, place, read(CODE_WORD, un(given["content"]))) };
  },
};
