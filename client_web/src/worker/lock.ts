import { Encrypter } from "age-encryption";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";

/** The age format (C2SP age), for packages that leave: whoever receives one opens it with any of its tools. */

const SYMBOLS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 6;
const GROUP = 5;

/** See ReleasePort.lockPackage. */
export async function lockPackage(
  { archive, key }: { readonly archive: Uint8Array; readonly key: string },
  random: Random,
): Promise<{ readonly locked: Uint8Array; readonly passphrase: string | null }> {
  const encrypter = new Encrypter();
  const passphrase = key === "" ? passphraseOf(random) : null;
  if (passphrase === null) addRecipient(encrypter, key);
  else encrypter.setPassphrase(passphrase);
  return { locked: await encrypter.encrypt(archive), passphrase };
}

function addRecipient(encrypter: Encrypter, key: string): void {
  try {
    encrypter.addRecipient(key);
  } catch {
    throw new ProofError("bad_key");
  }
}

/** Thirty symbols of thirty-one, nearly 149 bits, in groups that can be read out: no two look alike. */
function passphraseOf(random: Random): string {
  const groups: string[] = [];
  while (groups.length < GROUPS) {
    let group = "";
    while (group.length < GROUP) {
      const [byte = 0] = drawn(random, 1);
      // As many times as the symbols go whole into a byte: no symbol comes up more often than another.
      if (byte < SYMBOLS.length * 8) group += SYMBOLS[byte % SYMBOLS.length] ?? "";
    }
    groups.push(group);
  }
  return groups.join("-");
}
