import { toHex } from "../../bytes/hex.ts";
import type { StandingDocument } from "../../protocol/orders.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { Book, CustodyPorts } from "./book.ts";
import type { Decision } from "./deciding.ts";
import { sendMade } from "./ordering.ts";

/** What stands with earlier custodians only, and how it comes to those in force (crypto.md §7.5). */

/** A record of which nobody in force could open anything; people are hexadecimal. */
export interface StandingRecord {
  readonly key: string;
  readonly client: string;
  readonly therapist: string;
  readonly epochs: number;
  readonly from: number;
  readonly until: number;
}

/** Some of them, and how many parts of how many records there are in all. */
export interface Standing {
  readonly records: readonly StandingRecord[];
  readonly epochs: number;
  readonly conversations: number;
  /** What it was read from: what is ordered is made from the same. */
  readonly document: StandingDocument;
}

/** What custodians in force could not open, proved. */
export async function readStanding(ports: CustodyPorts): Promise<Result<Standing>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const found = answered(await ports.identity.standing());
  if (!found.ok) return found;
  const document = found.value;
  const read = proved(await ports.crypto.readStanding(document));
  if (!read.ok) return read;
  const records = read.value.map(({ client, therapist, ...record }, n) => ({
    ...record,
    key: String(n),
    client: toHex(client),
    therapist: toHex(therapist),
  }));
  const { epochs, conversations } = document;
  return { ok: true, value: { records, epochs, conversations, document } };
}

/** How many orders of this kind are under way. */
export function underWay({ orders }: Book): number {
  return orders.filter(({ basis, state }) => basis === "succession" && (state === "proposed" || state === "open"))
    .length;
}

/** Asks the custodians of once to hand on all of it, an order for each record, after the password was shown again; how many there are. */
export async function askForAll(
  ports: MePorts,
  { people }: Book,
  approver: string,
  { document }: Standing,
  shown: Shown,
): Promise<Result<number>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const own = answered(await ports.http.ownBundle());
  if (!own.ok) return own;
  const second = people.find(({ account }) => toHex(account) === approver);
  if (second === undefined) return { ok: false, mistake: { kind: "refused", code: "not_for_you", retryAfter: 0 } };
  for (const record of document.records) {
    const { manifest } = document;
    const request = { own: own.value, approver: second, record, manifest, now: ports.clock.now() };
    const sent = await sendMade(ports, await ports.crypto.orderSuccession(request));
    if (!sent.ok) return sent;
  }
  return { ok: true, value: document.records.length };
}

/** Hands on what this custodian holds, after the password was shown again; of how many parts there was nothing to hand on. */
export async function handOn(ports: MePorts, { material, key }: Decision, shown: Shown): Promise<Result<number>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const made = proved(await ports.crypto.handOn({ material, now: ports.clock.now() }));
  if (!made.ok) return made;
  for (const handing of made.value.handings) {
    const sent = answered(await ports.identity.handOn(idBytes(key), handing));
    if (!sent.ok) return sent;
  }
  return { ok: true, value: made.value.faults };
}

/** Says in the log what has been handed on, if all of it has: the order is over. How many parts have. */
export async function finish(ports: MePorts, { material, key }: Decision): Promise<Result<number>> {
  const signed = proved(await ports.crypto.signHandedOn({ material, now: ports.clock.now() }));
  if (!signed.ok) return signed;
  const { handed, of, outcome } = signed.value;
  if (handed < of) return { ok: true, value: handed };
  const sent = answered(await ports.identity.sayOutcome(idBytes(key), outcome));
  return sent.ok ? { ok: true, value: handed } : sent;
}
