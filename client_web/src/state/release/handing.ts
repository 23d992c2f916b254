import { signal } from "@preact/signals-core";
import { toHex } from "../../bytes/hex.ts";
import type { Part2Status, Statement } from "../../crypto/part2.ts";
import type { ShownConsent } from "../../worker/release_port.ts";
import { conversationKey } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { Mistake } from "../mistake.ts";
import { RecordCopy } from "../record/copy.ts";
import type { CopyFault, CopyState, PackedRecord, Source } from "../record/copy.ts";
import type { OwnConsent, Sharing } from "./sharing.ts";

/** A package on its way to somebody else. `ready`: it was written down as handed out, and is there to be kept. */
export type HandingState =
  | { readonly kind: "none" }
  | { readonly kind: "making" }
  | {
      readonly kind: "ready";
      readonly locked: Uint8Array;
      readonly passphrase: string | null;
      readonly entries: number;
      readonly at: number;
    }
  | { readonly kind: "failed"; readonly mistake: Mistake | null; readonly fault: CopyFault | null };

/** Which notice of 42 CFR 2.32 goes with it: none only where a reviewer has cleared the record. */
export function statementFor(part2: Part2Status): Statement {
  return part2 === "cleared" ? "none" : "part2-long";
}

/**
 * A client hands something out by a consent of theirs (crypto.md §13.2, §13.3): the package is made, proved and locked in this browser,
 * then the service is asked, in one step, whether the consent still allows it; only then is it there to be kept.
 */
export class Handing {
  readonly state = signal<HandingState>({ kind: "none" });
  /** How far the package is. */
  readonly copy: RecordCopy;
  readonly #ports: MePorts;
  readonly #sharing: Sharing;

  constructor(ports: MePorts, sharing: Sharing) {
    this.#ports = ports;
    this.#sharing = sharing;
    this.copy = new RecordCopy(ports);
  }

  async hand(consent: OwnConsent, part2: Part2Status, source: Source): Promise<void> {
    const { shown } = consent;
    if (shown === null) return;
    this.state.value = { kind: "making" };
    const made = await this.#made(consent, shown, part2, source);
    if (made === null) return;
    const locked = made.kind === "ready" ? await this.#locked(shown, part2, made) : null;
    if (locked === null) {
      const fault = made.kind === "failed" ? made.fault : "lost";
      this.state.value = { kind: "failed", mistake: null, fault };
      return;
    }
    this.state.value = locked.ok
      ? { kind: "ready", ...locked.value, at: this.#ports.clock.now() }
      : { kind: "failed", mistake: locked.mistake, fault: null };
    if (locked.ok) void this.#sharing.read();
  }

  /** Leaves it: what was not kept is gone, and can be made again. */
  drop(): void {
    this.copy.drop();
    this.state.value = { kind: "none" };
  }

  /** The package, or what did not work; null when it was dropped meanwhile. */
  async #made(
    { signed }: OwnConsent,
    shown: ShownConsent,
    part2: Part2Status,
    source: Source,
  ): Promise<Exclude<CopyState, { kind: "none" | "making" }> | null> {
    const text = await this.#sharing.text(shown.form);
    if (!text.ok) return { kind: "failed", fault: "lost" };
    const release = {
      consent: signed,
      salt: shown.salt,
      elements: Object.entries(shown.values),
      text: text.value,
      statement: statementFor(part2),
    };
    const names = [[toHex(shown.client), shown.values["patient"] ?? ""]] as const;
    const { from, until } = shown;
    const conversation = conversationKey(shown.conversation);
    await this.copy.make({ conversation, from, until, what: "all", session: null, names, release }, source);
    const state = this.copy.state.peek();
    return state.kind === "ready" || state.kind === "failed" ? state : null;
  }

  async #locked(
    shown: ShownConsent,
    part2: Part2Status,
    made: PackedRecord,
  ): Promise<Result<{ locked: Uint8Array; passphrase: string | null; entries: number }>> {
    const { crypto, http, release, clock } = this.#ports;
    const key = shown.values["recipient-key"] ?? "";
    const locked = proved(await crypto.lockPackage({ archive: made.archive, key }));
    if (!locked.ok) return locked;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const asked = await every([http.ownBundle(), release.officers()]);
    if (!asked.ok) return asked;
    const [own, officers] = asked.value;
    const signed = proved(
      await crypto.signDisclosure({
        readers: { own, officers },
        client: own,
        conversation: shown.conversation,
        basis: "consent",
        basisHash: shown.hash,
        runs: made.runs,
        packageHash: made.hash,
        statement: statementFor(part2),
        approver: new Uint8Array(),
        values: valuesOf(shown, "client"),
        now: clock.now(),
      }),
    );
    if (!signed.ok) return signed;
    // The one moment that counts: whatever was taken back before it does not go out.
    const handed = answered(await release.disclose(signed.value));
    return handed.ok ? { ok: true, value: { ...locked.value, entries: made.entries } } : handed;
  }
}

/** What the accounting says of it; `transport`: who handed it over. */
export function valuesOf({ values }: ShownConsent, transport: "client" | "practice"): Record<string, string> {
  const taken = ["recipient", "recipient-address", "recipient-kind", "purpose"];
  const same = Object.fromEntries(taken.map((name) => [name, values[name] ?? ""]));
  return { ...same, description: values["information"] ?? "", format: "age", transport };
}
