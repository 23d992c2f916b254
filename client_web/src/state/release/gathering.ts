import type { CopyRelease } from "../../worker/copy_port.ts";
import type { Gathered } from "../../worker/ordered_port.ts";
import type { Decision } from "../custody/deciding.ts";
import { fromUtf8, toUtf8 } from "../../bytes/utf8.ts";
import { idBytes } from "../id.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { zoneHere } from "../record/own_reading.ts";

/** Of which span a package is, how it calls its client, and, for somebody else, on which consent. */
export interface Wanted {
  readonly from: number;
  readonly until: number;
  readonly name: string;
  readonly release?: CopyRelease;
}

/** Brings together what custodians gave by an order, and, if all of it opens, begins its copy in the worker. */
export async function gather(ports: MePorts, decision: Decision, wanted: Wanted): Promise<Result<Gathered>> {
  const { crypto, identity, clock } = ports;
  const given = answered(await identity.givenShares(idBytes(decision.key)));
  if (!given.ok) return given;
  const now = clock.now();
  const { from, until, name, release } = wanted;
  const names = decision.client === null ? [] : [{ account: idBytes(decision.client), name: fromUtf8(toUtf8(name)) }];
  const copy = { from, until, what: "all", session: null, names, ...zoneHere(0, now), now } as const;
  const { material } = decision;
  return proved(
    await crypto.beginOrderedCopy({
      material,
      given: given.value,
      copy: release === undefined ? copy : { ...copy, release },
    }),
  );
}

/** Says in the log what was opened, unless that is said already: whoever lost the answer goes on. */
export async function settle(ports: MePorts, decision: Decision, { outcome }: Gathered): Promise<Result<null>> {
  if (decision.state === "fulfilled") return { ok: true, value: null };
  const said = answered(await ports.identity.sayOutcome(idBytes(decision.key), outcome));
  const over = !said.ok && said.mistake.kind === "refused" && said.mistake.code === "closed";
  return over ? { ok: true, value: null } : said;
}
