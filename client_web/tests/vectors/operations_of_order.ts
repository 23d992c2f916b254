import { toHex } from "../../src/bytes/hex.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { readDeposit } from "../../src/crypto/deposit.ts";
import { readEpochHeader } from "../../src/crypto/epoch.ts";
import { readHashed } from "../../src/crypto/fields.ts";
import {
  checkCovered,
  checkOrdered,
  contributionInfo,
  RELEASE_ORDER,
  verifyContribution,
  verifyOrder,
} from "../../src/crypto/order.ts";
import { CertifiedBundle, type Certifier } from "../../src/crypto/trust.ts";
import { type Given, int, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** Release orders and what custodians give under them. */
export function order(certifierOf: (given: Given) => Promise<Certifier>): Operations {
  const person = (given: unknown, certifier: Certifier): Promise<CertifiedBundle> => {
    const { certificate, bundle } = given as Given;
    return CertifiedBundle.verify(unpair(certificate), unpair(bundle), certifier);
  };
  return {
    verify_order: async (given) => {
      const certifier = await certifierOf(given);
      const [officer, approver] = [
        await person(given["officer"], certifier),
        await person(given["approver"], certifier),
      ];
      const said = verifyOrder(unpair(given["order"]), un(given["approval"]), officer, approver, int(given["now"]));
      return { hash: toHex(said.hash), basis: said.basis, headers: said.headers.map(toHex) };
    },
    check_ordered: async (given) => {
      const said = readHashed(RELEASE_ORDER, un(given["order"]));
      const headers = texts(given["headers"]).map((header) => readEpochHeader(un(header)));
      checkOrdered(said, un(given["basis_hash"]), await readBundle(un(given["recipient_bundle"])), headers);
      return {};
    },
    check_covered: (given) => {
      checkCovered(readHashed(RELEASE_ORDER, un(given["order"])), readDeposit(un(given["deposit"])));
      return {};
    },
    contribution_info: (given) => ({
      info: toHex(contributionInfo(un(given["order_hash"]), un(given["deposit_id"]), un(given["custodian"]))),
    }),
    verify_contribution: async (given) => {
      const custodian = await readBundle(un(given["custodian_bundle"]));
      const word = verifyContribution(unpair(given["word"]), un(given["sealed"]), custodian, un(given["order_hash"]));
      return { deposit_id: toHex(word.depositId), contributed_at: word.contributedAt };
    },
  };
}
