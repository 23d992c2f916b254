import { toHex } from "../../src/bytes/hex.ts";
import * as destructions from "../../src/crypto/destruction.ts";
import * as holds from "../../src/crypto/hold.ts";
import * as retentions from "../../src/crypto/retention.ts";
import { CertifiedBundle, type Certifier } from "../../src/crypto/trust.ts";
import { type Given, int, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** How long a record is kept, what holds it, and how it is destroyed (crypto.md §15). */
export function retention(certifierOf: (given: Given) => Promise<Certifier>): Operations {
  const person = async (given: Given, name: string): Promise<CertifiedBundle> => {
    const { certificate, bundle } = given[name] as Given;
    return CertifiedBundle.verify(unpair(certificate), unpair(bundle), await certifierOf(given));
  };
  return {
    verify_schedule: async (given) => {
      const said = retentions.verifySchedule(unpair(given["schedule"]), await person(given, "owner"));
      return { hash: toHex(said.hash), rules: said.rules.map((rule) => rule.name) };
    },
    verify_retention: async (given) => {
      const [officer, last] = [await person(given, "officer"), int(given["last_service"])];
      const schedule = retentions.readSchedule(un(given["schedule"]));
      const said = retentions.verifyRetention(unpair(given["retention"]), officer, schedule, last);
      return { hash: toHex(said.hash), until: said.retainUntil };
    },
    until: (given) => {
      const rules = (given["rules"] as [string, retentions.Applies, number, number, number][]).map(
        ([name, applies, years, majority, yearsAfterMajority]) => ({
          name,
          applies,
          years,
          majority,
          yearsAfterMajority,
        }),
      );
      const birth = given["known"] === true ? (given["birth"] as number) : null;
      return { until: retentions.until(rules, texts(given["named"]), int(given["last_service"]), birth) };
    },
    verify_hold: async (given) => {
      const said = holds.verifyHold(unpair(given["hold"]), await person(given, "by"));
      return { hash: toHex(said.hash), cause: said.cause };
    },
    verify_lift: async (given) => {
      const by = await person(given, "by");
      return { at: holds.verifyLift(unpair(given["lift"]), by, holds.readHold(un(given["hold"]))).at };
    },
    verify_destruction: async (given) => {
      const [by, approver] = [await person(given, "by"), await person(given, "approver")];
      const said = destructions.verifyDestruction(unpair(given["destruction"]), un(given["approval"]), by, approver);
      return { hash: toHex(said.hash), sequences: said.conversations.map((each) => each.sequence) };
    },
    verify_destroyed: async (given) => {
      const [system, destruction] = [await person(given, "system"), unpair(given["destruction"])];
      const said = destructions.verifyDestroyed(unpair(given["destroyed"]), system, destruction);
      return { counts: said.erased.map((each) => each.count) };
    },
  };
}
