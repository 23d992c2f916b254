import { signal } from "@preact/signals-core";
import { toHex } from "../../bytes/hex.ts";
import { inspect } from "../custody/deciding.ts";
import type { Decision } from "../custody/deciding.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { Mistake } from "../mistake.ts";
import { RecordCopy } from "../record/copy.ts";
import type { CopyFault, PackedRecord } from "../record/copy.ts";
import { OrderedReading } from "../record/ordered_reading.ts";
import { gather, settle } from "./gathering.ts";

/** A copy of what custodians open to a client whose keys were lost. `short`: not enough of them have given their share yet. */
export type ReturningState =
  | { readonly kind: "none" }
  | { readonly kind: "making" }
  | { readonly kind: "short"; readonly opened: number; readonly of: number }
  | { readonly kind: "ready"; readonly copy: PackedRecord }
  | { readonly kind: "failed"; readonly mistake: Mistake | null; readonly fault: CopyFault | null };

/** What the practice gives back to a client who began anew (crypto.md §4.7, §7.3): the shares meet in this browser, which makes the copy. */
export class Returning {
  /** The orders that open something to this client, newest first. */
  readonly orders = signal<readonly Decision[]>([]);
  readonly state = signal<ReturningState>({ kind: "none" });
  /** How far the copy is. */
  readonly copy: RecordCopy;
  readonly #ports: MePorts;

  constructor(ports: MePorts) {
    this.#ports = ports;
    this.copy = new RecordCopy(ports);
  }

  /** Whoever has none, as nearly everyone, is told nothing of it. */
  async read(): Promise<void> {
    const found = await this.#read();
    if (found.ok) this.orders.value = found.value;
  }

  /** Makes the copy, after the password was shown again; a mistake only where that was wrong, all else is in `state`. */
  async make(decision: Decision, shown: Shown): Promise<Result<null>> {
    const stepUp = await provedStepUp(this.#ports, shown);
    if (!stepUp.ok) return stepUp;
    this.state.value = { kind: "making" };
    await this.#made(decision);
    return { ok: true, value: null };
  }

  drop(): void {
    this.copy.drop();
    this.state.value = { kind: "none" };
  }

  async #made(decision: Decision): Promise<void> {
    const gathered = await gather(this.#ports, decision, { from: 0, until: Number.MAX_SAFE_INTEGER, name: "" });
    if (!gathered.ok) {
      this.state.value = { kind: "failed", mistake: gathered.mistake, fault: null };
      return;
    }
    const { opened, of } = gathered.value;
    if (opened < of) {
      this.state.value = { kind: "short", opened, of };
      return;
    }
    await this.copy.makeOf(new OrderedReading(this.#ports, idBytes(decision.key), decision.material.people));
    const packed = this.copy.state.peek();
    if (packed.kind === "failed") this.state.value = { ...packed, mistake: null };
    if (packed.kind !== "ready") return;
    const settled = await settle(this.#ports, decision, gathered.value);
    this.state.value = settled.ok
      ? { kind: "ready", copy: packed }
      : { kind: "failed", mistake: settled.mistake, fault: null };
  }

  async #read(): Promise<Result<readonly Decision[]>> {
    const listed = answered(await this.#ports.identity.orders());
    if (!listed.ok) return listed;
    const { orders, people } = listed.value;
    if (orders.length === 0) return { ok: true, value: [] };
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const read = proved(await this.#ports.crypto.readOrders({ orders, people }));
    if (!read.ok) return read;
    const found: Decision[] = [];
    for (const [n, each] of read.value.entries()) {
      const state = orders[n]?.state;
      if (!each.ok || (state !== "open" && state !== "fulfilled") || each.order.basis !== "consent") continue;
      const decision = await inspect(this.#ports, toHex(each.order.orderId));
      if (decision.ok && decision.value.client === decision.value.recipient) found.push(decision.value);
    }
    return { ok: true, value: found };
  }
}
