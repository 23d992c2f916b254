import { toHex } from "../../src/bytes/hex.ts";
import { checkGenerations, Succession } from "../../src/crypto/succession.ts";
import { CertifiedBundle, type Certifier } from "../../src/crypto/trust.ts";
import { type Given, rows, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What an operation of succession.json does with its input; `certifierOf` leads to the certifier of the same input. */
export function succession(certifierOf: (given: Given) => Promise<Certifier>): Operations {
  const verify = async (given: Given): Promise<Succession> => {
    const certifier = await certifierOf(given);
    const links = [];
    for (const row of rows(given["links"])) {
      const [bundle, signature, certificate] = [
        unpair(row["bundle"]),
        row["predecessor_signature"],
        row["certificate"],
      ];
      const certified =
        certificate === null ? null : await CertifiedBundle.verify(unpair(certificate), bundle, certifier);
      links.push({ bundle, predecessorSignature: signature === null ? null : un(signature), certified });
    }
    return Succession.verify(links);
  };
  return {
    verify: async (given) => {
      const { newest, hashes } = await verify(given);
      const { hash, generation } = newest.bundle;
      return { newest: toHex(hash), generation, hashes: [...hashes].sort() };
    },
    check_generations: async (given) => {
      const found = await verify(given);
      const account = toHex(found.newest.bundle.account);
      const [before, after] = [given["before"], given["after"]].map((named) => new Map([[account, un(named)]]));
      if (before === undefined || after === undefined) throw new Error("two places are compared");
      checkGenerations(new Map([[account, found]]), before, after);
      return {};
    },
  };
}
