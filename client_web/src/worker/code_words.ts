import { equal } from "../bytes/equal.ts";
import type { CodeWord, Use } from "../crypto/aside.ts";
import { openWord, sealWord } from "../crypto/code_word.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { Conversation } from "./conversation.ts";
import type { KeyRing } from "./ring.ts";
import type { Outcome } from "./port.ts";

/** The port's part for code words (crypto.md §6.9). */
export interface CodeWordPort {
  /** Seals a word for the other side alone; `message` is the id of the message that will hold it. `bad_field` for none, `too_large`. */
  sealCodeWord(request: {
    readonly conversation: Uint8Array;
    readonly message: Uint8Array;
    readonly use: Use;
    readonly word: string;
  }): Promise<Outcome<CodeWord>>;

  /** A word that the other side sealed for this account; null when no key here opens it: then it is none. */
  openCodeWord(request: {
    readonly conversation: Uint8Array;
    readonly message: Uint8Array;
    readonly said: CodeWord;
  }): Promise<Outcome<string | null>>;
}

type Asked<M extends keyof CodeWordPort> = Parameters<CodeWordPort[M]>[0];

export async function sealCodeWord(
  { members, account: sender }: Conversation,
  { conversation, message, use, word }: Asked<"sealCodeWord">,
  random: Random,
): Promise<CodeWord> {
  return sealWord({ conversation, sender, message }, use, otherThan(sender, members.bundles), word, random);
}

export async function openCodeWord(
  { members, account }: Conversation,
  ring: KeyRing,
  { conversation, message, said }: Asked<"openCodeWord">,
): Promise<string | null> {
  const sender = otherThan(account, members.bundles).account;
  try {
    const keys = ring.forBundle(members.bundle(account, said.recipientBundleHash));
    return keys === null ? null : await openWord(keys.sealing, { conversation, sender, message }, said);
  } catch (error) {
    // Whoever seals rubbish has said nothing; the conversation goes on.
    if (error instanceof ProofError) return null;
    throw error;
  }
}

function otherThan<T extends { readonly account: Uint8Array }>(account: Uint8Array, all: readonly T[]): T {
  const other = all.find((each) => !equal(each.account, account));
  if (other === undefined) throw new ProofError("missing_member");
  return other;
}
