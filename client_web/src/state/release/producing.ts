import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import type { Gathered } from "../../worker/ordered_port.ts";
import type { Decision } from "../custody/deciding.ts";
import { idBytes } from "../id.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { Mistake } from "../mistake.ts";
import { RecordCopy } from "../record/copy.ts";
import type { CopyFault, PackedRecord } from "../record/copy.ts";
import { OrderedReading } from "../record/ordered_reading.ts";
import { gather, settle } from "./gathering.ts";
import type { HandingState } from "./handing.ts";
import { restedOn } from "./resting.ts";
import type { Described, Rested } from "./resting.ts";

/** A package that the practice makes. `short`: not enough custodians have given their share yet. */
export type ProducingState = HandingState | { readonly kind: "short"; readonly opened: number; readonly of: number };

/**
 * An officer hands out what a client asked the practice to send, or what was served (crypto.md §7.3, §13.3): the shares meet in this browser's worker, which
 * makes exactly the package of the basis's scope; it is locked here, and is there to be kept only after the service has said that the basis still allows it.
 */
export class Producing {
  readonly state = signal<ProducingState>({ kind: "none" });
  /** How far the package is. */
  readonly copy: RecordCopy;
  readonly #ports: MePorts;

  constructor(ports: MePorts) {
    this.#ports = ports;
    this.copy = new RecordCopy(ports);
  }

  /** Makes it, after the password was shown again; a mistake only where that was wrong, all else is in `state`. */
  async produce(decision: Decision, described: Described, shown: Shown): Promise<Result<null>> {
    const stepUp = await provedStepUp(this.#ports, shown);
    if (!stepUp.ok) return stepUp;
    this.state.value = { kind: "making" };
    await this.#produced(decision, described);
    return { ok: true, value: null };
  }

  /** Leaves it: what was not kept is gone, and can be made again while the order is good. */
  drop(): void {
    this.copy.drop();
    this.state.value = { kind: "none" };
  }

  async #produced(decision: Decision, described: Described): Promise<void> {
    const rested = await restedOn(this.#ports, decision, described);
    if (!rested.ok) {
      this.#fail(rested.mistake);
      return;
    }
    const { from, until, name, release } = rested.value;
    const gathered = await gather(this.#ports, decision, { from, until, name, release });
    if (!gathered.ok) {
      this.#fail(gathered.mistake);
      return;
    }
    if (gathered.value.opened < gathered.value.of) {
      const { opened, of } = gathered.value;
      this.state.value = { kind: "short", opened, of };
      return;
    }
    await this.copy.makeOf(new OrderedReading(this.#ports, idBytes(decision.key), decision.material.people));
    const packed = this.copy.state.peek();
    if (packed.kind === "ready") await this.#handOut(decision, rested.value, gathered.value, packed);
    else if (packed.kind === "failed") this.#fail(null, packed.fault);
  }

  async #handOut(decision: Decision, rested: Rested, gathered: Gathered, packed: PackedRecord): Promise<void> {
    const locked = proved(await this.#ports.crypto.lockPackage({ archive: packed.archive, key: rested.key }));
    const settled = locked.ok ? await settle(this.#ports, decision, gathered) : locked;
    const handed = settled.ok ? await this.#disclosed(decision, rested, packed) : settled;
    if (!locked.ok || !handed.ok) {
      this.#fail(handed.ok ? null : handed.mistake);
      return;
    }
    this.state.value = { kind: "ready", ...locked.value, entries: packed.entries, at: this.#ports.clock.now() };
  }

  /** The one moment that counts: whatever was taken back before it does not go out. */
  async #disclosed(decision: Decision, rested: Rested, packed: PackedRecord): Promise<Result<null>> {
    const { crypto, http, release, clock } = this.#ports;
    const asked = await every([http.ownBundle(), release.officers()]);
    if (!asked.ok) return asked;
    const [own, officers] = asked.value;
    const client = decision.material.people.find(({ account }) => equal(account, rested.client));
    if (client === undefined) return { ok: false, mistake: { kind: "proof", reason: "unknown_member" } };
    const { conversation, basis, basisHash, statement, values, process } = rested;
    const signed = proved(
      await crypto.signDisclosure({
        readers: { own, officers },
        client,
        conversation,
        basis,
        basisHash,
        runs: packed.runs,
        packageHash: packed.hash,
        statement,
        approver: idBytes(decision.approver),
        ...(process === undefined ? {} : { process }),
        values,
        now: clock.now(),
      }),
    );
    return signed.ok ? answered(await release.disclose(signed.value)) : signed;
  }

  #fail(mistake: Mistake | null, fault: CopyFault | null = null): void {
    this.state.value = { kind: "failed", mistake, fault };
  }
}
