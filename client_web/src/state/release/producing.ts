import { signal } from "@preact/signals-core";
import { equal } from "../../bytes/equal.ts";
import type { Part2Status } from "../../crypto/part2.ts";
import type { ShownConsent } from "../../worker/release_port.ts";
import type { Gathered } from "../../worker/ordered_port.ts";
import type { Decision } from "../custody/deciding.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { Mistake } from "../mistake.ts";
import { RecordCopy } from "../record/copy.ts";
import type { CopyFault, PackedRecord } from "../record/copy.ts";
import { OrderedReading } from "../record/ordered_reading.ts";
import type { KeptConsent } from "../release_http.ts";
import { gather, settle } from "./gathering.ts";
import { statementFor, valuesOf } from "./handing.ts";
import type { HandingState } from "./handing.ts";

/** A package that the practice makes. `short`: not enough custodians have given their share yet. */
export type ProducingState = HandingState | { readonly kind: "short"; readonly opened: number; readonly of: number };

/** The consent that an order rests on, as its officer reads it. */
interface Rested {
  readonly kept: KeptConsent;
  readonly shown: ShownConsent;
  readonly part2: Part2Status;
}

/**
 * An officer hands out what a client asked the practice to send (crypto.md §7.3, §13.3): the shares meet in this browser's worker, which makes exactly the
 * package of the consent's scope; it is locked here, and is there to be kept only after the service has said that the consent still allows it.
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
  async produce(decision: Decision, shown: Shown): Promise<Result<null>> {
    const stepUp = await provedStepUp(this.#ports, shown);
    if (!stepUp.ok) return stepUp;
    this.state.value = { kind: "making" };
    await this.#produced(decision);
    return { ok: true, value: null };
  }

  /** Leaves it: what was not kept is gone, and can be made again while the order is good. */
  drop(): void {
    this.copy.drop();
    this.state.value = { kind: "none" };
  }

  async #produced(decision: Decision): Promise<void> {
    const rested = await this.#rested(decision);
    if (!rested.ok) {
      this.#fail(rested.mistake);
      return;
    }
    await this.#made(decision, rested.value);
  }

  async #made(decision: Decision, rested: Rested): Promise<void> {
    const { shown, part2, kept } = rested;
    const text = answered(await this.#ports.release.forms());
    if (!text.ok) {
      this.#fail(text.mistake);
      return;
    }
    const form = text.value.find((each) => each.form === shown.form);
    const release = {
      consent: kept.consent,
      elements: Object.entries(shown.values),
      text: form?.text ?? "",
      statement: statementFor(part2),
    };
    const { from, until, values } = shown;
    const gathered = await gather(this.#ports, decision, { from, until, name: values["patient"] ?? "", release });
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
    if (packed.kind === "ready") await this.#handOut(decision, rested, gathered.value, packed);
    else if (packed.kind === "failed") this.#fail(null, packed.fault);
  }

  async #handOut(decision: Decision, rested: Rested, gathered: Gathered, packed: PackedRecord): Promise<void> {
    const key = rested.shown.values["recipient-key"] ?? "";
    const locked = proved(await this.#ports.crypto.lockPackage({ archive: packed.archive, key }));
    const settled = locked.ok ? await settle(this.#ports, decision, gathered) : locked;
    const handed = settled.ok ? await this.#disclosed(decision, rested, packed) : settled;
    if (!locked.ok || !handed.ok) {
      this.#fail(handed.ok ? null : handed.mistake);
      return;
    }
    this.state.value = { kind: "ready", ...locked.value, entries: packed.entries };
  }

  /** The one moment that counts: whatever was taken back before it does not go out. */
  async #disclosed(decision: Decision, { shown, part2 }: Rested, packed: PackedRecord): Promise<Result<null>> {
    const { crypto, http, release, clock } = this.#ports;
    const asked = await every([http.ownBundle(), release.officers()]);
    if (!asked.ok) return asked;
    const [own, officers] = asked.value;
    const client = decision.material.people.find(({ account }) => equal(account, shown.client));
    if (client === undefined) return { ok: false, mistake: { kind: "proof", reason: "unknown_member" } };
    const signed = proved(
      await crypto.signDisclosure({
        readers: { own, officers },
        client,
        conversation: shown.conversation,
        basis: "consent",
        basisHash: shown.hash,
        runs: packed.runs,
        packageHash: packed.hash,
        statement: statementFor(part2),
        approver: idBytes(decision.approver),
        values: valuesOf(shown, "practice"),
        now: clock.now(),
      }),
    );
    return signed.ok ? answered(await release.disclose(signed.value)) : signed;
  }

  /** The consent, with what stands on its form. */
  async #rested(decision: Decision): Promise<Result<Rested>> {
    const { crypto, release } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const requests = answered(await release.requests());
    if (!requests.ok) return requests;
    const { basis } = decision.material.order;
    const kept = requests.value.find(({ consent }) => equal(consent.body, basis.body));
    const client = decision.material.people.find(({ role }) => role === "client");
    if (kept === undefined || kept.paper === null || client === undefined) {
      return { ok: false, mistake: { kind: "proof", reason: "wrong_basis" } };
    }
    const read = proved(await crypto.readConsent({ consent: kept.consent, paper: kept.paper, client }));
    return read.ok ? { ok: true, value: { kept, shown: read.value, part2: kept.part2 } } : read;
  }

  #fail(mistake: Mistake | null, fault: CopyFault | null = null): void {
    this.state.value = { kind: "failed", mistake, fault };
  }
}
