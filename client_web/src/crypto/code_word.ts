import { fromUtf8, toUtf8 } from "../bytes/utf8.ts";
import { type CodeWord, MAX_WORD_BYTES, type Use } from "./aside.ts";
import type { Bundle } from "./bundle.ts";
import { encode } from "./canonical.ts";
import { hashes, ids, textAtMost } from "./checks.ts";
import { pad, unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import type { Random } from "./random.ts";
import { seal, type SealingKey } from "./sealing.ts";

/** Code words, sealed and opened (crypto.md §6.9). Apart from aside.ts, because pages read asides and hold no keys. */

/** Where a code word stands: it opens nowhere else. */
export interface WordPlace {
  readonly conversation: Uint8Array;
  readonly sender: Uint8Array;
  readonly message: Uint8Array;
}

/** The word, for the holder of `recipient` alone. Reasons: bad_field for none, too_large beyond 64 bytes. */
export async function sealWord(
  place: WordPlace,
  use: Use,
  recipient: Bundle,
  word: string,
  random: Random,
): Promise<CodeWord> {
  checkWord(word);
  const sealed = await seal(recipient.sealingPublic, infoOf(place, use, recipient.hash), pad(toUtf8(word)), random);
  return { kind: "code-word", use, recipientBundleHash: recipient.hash, sealed };
}

/** The word; `key` is that of the bundle that it names. Secret. Reasons: wrong_key, bad_padding, malformed, bad_field, too_large. */
export async function openWord(key: SealingKey, place: WordPlace, said: CodeWord): Promise<string> {
  const word = textOf(unpad(await key.open(infoOf(place, said.use, said.recipientBundleHash), said.sealed)));
  checkWord(word);
  return word;
}

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw new ProofError("malformed");
  }
}

function checkWord(word: string): void {
  textAtMost(MAX_WORD_BYTES, word);
  if (word === "") throw new ProofError("bad_field");
}

function infoOf({ conversation, sender, message }: WordPlace, use: Use, recipientBundleHash: Uint8Array): Uint8Array {
  ids(conversation, sender, message);
  hashes(recipientBundleHash);
  return encode("webtherapy/v1/code-word-seal", conversation, sender, message, use, recipientBundleHash);
}
