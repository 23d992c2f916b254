import { describe, expect, it } from "vitest";
import { depositAnew } from "../../../src/state/custody/anew.ts";
import type { CustodyPorts } from "../../../src/state/custody/book.ts";
import type { RenewedDeposit } from "../../../src/worker/custody_port.ts";
import { identityOf } from "../../identity.ts";

/** Members entrust to new custodians what those before had, without being asked (crypto.md §7.4). */

const NOTHING = { body: new Uint8Array(1), signature: new Uint8Array(64) };
const OWED = { ...NOTHING, wrap: new Uint8Array(1) };
const MADE: RenewedDeposit = { deposit: NOTHING, sealedShares: [] };

function ports(owed: readonly number[], sent: RenewedDeposit[], taken = true): CustodyPorts {
  const rounds = [...owed];
  const yes = <T>(value: T): Promise<{ readonly ok: true; readonly value: T }> => Promise.resolve({ ok: true, value });
  const no = { ok: false, refusal: { kind: "unreachable" } } as const;
  const own = { account: new Uint8Array(16), role: "client", bundle: NOTHING };
  return {
    identity: identityOf({
      owedDeposits: () => yes(Array.from({ length: rounds.shift() ?? 0 }, () => OWED)),
      sendDeposit: (made) => {
        sent.push(made);
        return taken ? yes(null) : Promise.resolve(no);
      },
    }),
    http: { ownBundle: () => yes({ ...own, certificate: NOTHING, predecessorSignature: null, earlier: [] }) },
    crypto: { depositAnew: ({ owed: asked }: { owed: readonly unknown[] }) => yes(asked.map(() => MADE)) },
    clock: { now: () => 0 },
  } as unknown as CustodyPorts;
}

describe("depositing anew", () => {
  it("goes on until nothing is owed", async () => {
    const sent: RenewedDeposit[] = [];
    await depositAnew(ports([32, 32, 1], sent));
    expect(sent).toHaveLength(65);
  });

  it("stops where the service takes nothing, and tries at the next sign-in", async () => {
    const sent: RenewedDeposit[] = [];
    await depositAnew(ports([32, 32], sent, false));
    expect(sent).toHaveLength(1);
  });

  it("ends although the service never does", async () => {
    const sent: RenewedDeposit[] = [];
    await depositAnew(ports(new Array<number>(1_000).fill(1), sent));
    expect(sent).toHaveLength(256);
  });
});
