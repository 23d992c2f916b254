import { toHex } from "../../bytes/hex.ts";
import type { MaterialDocument } from "../../protocol/orders.ts";
import type { OrderWord } from "../../crypto/order_answer.ts";
import type { CheckedOrder } from "../../worker/custody_port.ts";
import { inParts } from "../custody_http.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import { bookOrder } from "./book.ts";
import type { BookOrder, CustodyPorts } from "./book.ts";

/** An order that was checked here, by the signatures alone; what somebody needs to decide (crypto.md §7.3). */
export interface Decision extends BookOrder {
  readonly conversation: Uint8Array;
  readonly basisHash: Uint8Array;
  readonly client: string | null;
  readonly spans: readonly { readonly kind: "session" | "thread"; readonly openedAt: number }[];
  readonly k: number;
  readonly n: number;
  readonly garbage: number;
  readonly left: number;
  readonly words: { readonly text: string; readonly bound: boolean } | null;
  readonly covers: CheckedOrder["covers"];
  /** What it was checked from: what is signed or given is checked from the same. */
  readonly material: MaterialDocument;
}

/** Reads an order, and checks all of it. */
export async function inspect(ports: CustodyPorts, order: string): Promise<Result<Decision>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const found = answered(await ports.identity.orderMaterial(idBytes(order)));
  if (!found.ok) return found;
  const material = found.value;
  const approved = material.order.approval !== null;
  // What is over is looked at as it was when it was made.
  const now = material.order.state === "expired" ? material.order.madeAt : ports.clock.now();
  const checked = proved(await ports.crypto.checkOrder({ material, approved, now }));
  if (!checked.ok) return checked;
  const { client, conversation, basisHash, spans, k, n, garbage, left, words, covers } = checked.value;
  const shown = client === null ? null : toHex(client);
  return {
    ok: true,
    value: {
      ...bookOrder(checked.value, material.order),
      conversation,
      basisHash,
      client: shown,
      spans,
      k,
      n,
      garbage,
      left,
      words,
      covers,
      material,
    },
  };
}

/** Signs as the second person, after the password was shown again. */
export async function approve(ports: MePorts, decision: Decision, shown: Shown): Promise<Result<null>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const { material, key } = decision;
  const signature = proved(await ports.crypto.approveOrder({ material, now: ports.clock.now() }));
  if (!signature.ok) return signature;
  return answered(await ports.identity.approveOrder(idBytes(key), signature.value));
}

/** Gives this custodian's shares, after the password was shown again; of how many deposits there was none to give. */
export async function give(ports: MePorts, decision: Decision, shown: Shown): Promise<Result<number>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const { material, key } = decision;
  const made = proved(await ports.crypto.giveShares({ material, now: ports.clock.now() }));
  if (!made.ok) return made;
  const { contributions, faults } = made.value;
  for (const part of inParts(contributions)) {
    const sent = answered(await ports.identity.giveShares(idBytes(key), part));
    if (!sent.ok) return sent;
  }
  return { ok: true, value: faults };
}

/** Declines as a custodian, or takes an order back. */
export async function say(ports: CustodyPorts, decision: Decision, answer: OrderWord): Promise<Result<null>> {
  const { order } = decision.material.order;
  const signed = proved(await ports.crypto.answerOrder({ order, answer, now: ports.clock.now() }));
  if (!signed.ok) return signed;
  return answered(await ports.identity.answerOrder(idBytes(decision.key), signed.value));
}
