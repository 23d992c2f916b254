import { toHex } from "../../bytes/hex.ts";
import { type HoldCause, readHoldBody } from "../../crypto/hold.ts";
import type { Person } from "../../protocol/documents.ts";
import type { ShownHold } from "../../worker/retention_port.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { KeptHold } from "../retention_http.ts";

/** What keeps a record from being destroyed (crypto.md §15.2). */

/** A hold on a client's record. `shown` is null where it does not prove what it claims: it stands all the same. */
export interface HoldAtDesk {
  readonly key: string;
  readonly kept: KeptHold;
  readonly cause: HoldCause;
  readonly at: number;
  readonly shown: ShownHold | null;
  readonly standing: boolean;
  readonly placedBy: string;
  readonly liftedBy: string;
}

/** Those on one client's record, standing ones first. */
export async function readHolds(ports: MePorts, client: string): Promise<Result<readonly HoldAtDesk[]>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const read = answered(await ports.release.holds());
  if (!read.ok) return read;
  const { holds, people } = read.value;
  const found: HoldAtDesk[] = [];
  for (const kept of holds) {
    const said = readHoldBody(kept.hold.body);
    if (toHex(said.client) !== client) continue;
    const shown = await ports.crypto.readHold({ ...kept, people });
    const { cause, at } = said;
    const key = toHex(said.holdId);
    const proof = shown.ok ? shown.value : null;
    const liftedBy = proof?.lifted == null ? "" : toHex(proof.lifted.by);
    const who = { placedBy: toHex(said.placedBy), liftedBy };
    found.push({ key, kept, cause, at, shown: proof, standing: kept.lift === null, ...who });
  }
  return { ok: true, value: found };
}

/** Holds a record: nothing of it is destroyed from now on. */
export async function placeHold(ports: MePorts, client: string, reason: Reason): Promise<Result<null>> {
  const readers = await ready(ports);
  if (!readers.ok) return readers;
  const request = { readers: readers.value, client: idBytes(client), values: { ...reason }, now: ports.clock.now() };
  const made = proved(await ports.crypto.signHold(request));
  return made.ok ? answered(await ports.release.hold(made.value)) : made;
}

/** Lets a hold go. */
export async function liftHold(ports: MePorts, { kept }: HoldAtDesk, reason: Reason): Promise<Result<null>> {
  const readers = await ready(ports);
  if (!readers.ok) return readers;
  const request = { readers: readers.value, hold: kept.hold, values: { ...reason }, now: ports.clock.now() };
  const made = proved(await ports.crypto.signLift(request));
  return made.ok ? answered(await ports.release.lift(made.value)) : made;
}

/** Why, in words that officers and owners alone read. */
export interface Reason {
  readonly reason: string;
  readonly matter: string;
}

async function ready(ports: MePorts): Promise<Result<{ readonly own: Person; readonly officers: readonly Person[] }>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const found = await every([ports.http.ownBundle(), ports.release.officers()]);
  return found.ok ? { ok: true, value: { own: found.value[0], officers: found.value[1] } } : found;
}
