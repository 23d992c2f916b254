import { toHex } from "../../src/bytes/hex.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { sealWord } from "../../src/crypto/code_word.ts";
import { writeContent } from "../../src/crypto/content.ts";
import { readEpochHeader } from "../../src/crypto/epoch.ts";
import type { Random } from "../../src/crypto/random.ts";
import { type Given, load, type Said, text, un } from "./json.ts";

/** Makes worded_by_typescript.json: code words of the sealed chain's client, for its therapist (tests/vectors/README.md). */

const WORDS = ["harbour", "Dünenweg 7", "\u05e9\u05dc\u05d5\u05dd", "\u{1f642}".repeat(16)];

export async function makeWords(random: Random): Promise<Said> {
  const chain = load("sealed_by_python.json");
  const of = (part: string, name: string): unknown => (chain[part] as Given)[name];
  const { conversation } = readEpochHeader(un((of("epoch", "header") as Given)["body"]));
  const recipient = await readBundle(un((of("bundles", "therapist") as Given)["body"]));
  const sender = un(text(of("accounts", "client")));
  const words = WORDS.map(async (word) => {
    const message = random(16);
    const said = await sealWord({ conversation, sender, message }, "set", recipient, word, random);
    return { word, message: toHex(message), content: toHex(writeContent(said)) };
  });
  const about =
    "Code words of sealed_by_python.json's client for its therapist, by the TypeScript implementation (README.md). Made once.";
  return { about, words: await Promise.all(words) };
}
