import { expect, it } from "vitest";
import { makeOutcome, OUTCOME } from "../../../src/crypto/order_answer.ts";
import { read } from "../../../src/crypto/fields.ts";
import { SigningKey } from "../../../src/crypto/signing.ts";

it("tells what opened however much did not fit: the first are named, in order", () => {
  const deposit = (n: number): Uint8Array => new Uint8Array(16).fill(n >> 8, 14, 15).fill(n & 255, 15);
  const named = Array.from({ length: 800 }, (_, n) => ({
    depositId: deposit(n >> 1),
    custodian: new Uint8Array(n % 2 === 0 ? 16 : 0),
  }));
  const body = { orderHash: new Uint8Array(32), recipient: new Uint8Array(16), opened: [], named, at: 1 };
  const outcome = makeOutcome(new SigningKey(new Uint8Array(32)), body);
  const said = read(OUTCOME, outcome.body).named;
  expect(said).toHaveLength(512);
  expect(said.slice(0, 2)).toEqual([
    { depositId: deposit(0), custodian: new Uint8Array() },
    { depositId: deposit(0), custodian: new Uint8Array(16) },
  ]);
});
