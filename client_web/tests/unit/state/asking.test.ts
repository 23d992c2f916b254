import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { RELEASE_ORDER } from "../../../src/crypto/order.ts";
import { read } from "../../../src/crypto/fields.ts";
import type { OrderDocument, OrderState } from "../../../src/protocol/orders.ts";
import type { MePorts } from "../../../src/state/me/step_up.ts";
import { ask } from "../../../src/state/release/asking.ts";
import type { Asked } from "../../../src/state/release/requests.ts";
import type { MadeOrder } from "../../../src/worker/custody_port.ts";
import { custodyWorld, materialOf, ordered } from "../../custody.ts";

/** Custodians are asked once for a consent (crypto.md §7.3): who asks again is led to the order that stands. */

const yes = <T>(value: T) => Promise.resolve({ ok: true as const, value });
const conflict = { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } as const;

describe("asking for what was asked for already", () => {
  it("leads to the order that waits or is open, and says so where there is none any more", async () => {
    const world = await custodyWorld();
    const { officer, owner, made } = world;
    const [over, first] = [await ordered(world), await ordered(world)];
    const at = (order: MadeOrder, state: OrderState): OrderDocument => ({
      ...materialOf(world, order, null).order,
      state,
    });
    const idOf = ({ order }: MadeOrder): string => toHex(read(RELEASE_ORDER, order.body).orderId);
    const consent = first.basis;

    async function asked(orders: readonly OrderDocument[]): ReturnType<typeof ask> {
      const ports = {
        crypto: { stepUp: () => yes({}), orderConsented: () => yes(first) },
        http: { ownBundle: () => yes(officer.person) },
        identity: {
          checkStepUp: () => yes(null),
          sendOrder: () => Promise.resolve({ ok: false, refusal: conflict }),
          orders: () => yes({ orders, people: [] }),
        },
        clock: { now: () => 0 },
      } as unknown as MePorts;
      const row = { person: made.people[0], kept: { consent } } as unknown as Asked;
      const wish = { row, needed: { headers: [], missing: 0, tooMany: false } };
      const book = { people: [owner.person] } as unknown as Parameters<typeof ask>[1];
      return ask(ports, book, toHex(owner.person.account), wish, { number: "", password: "" });
    }

    const withdrawn = { ...at(over, "withdrawn"), basis: consent };
    expect(await asked([withdrawn, at(first, "open")])).toEqual({ ok: true, value: idOf(first) });
    expect(await asked([at(first, "proposed")])).toEqual({ ok: true, value: idOf(first) });
    expect(await asked([withdrawn])).toMatchObject({ ok: false, mistake: { kind: "refused", code: "conflict" } });
  });
});
