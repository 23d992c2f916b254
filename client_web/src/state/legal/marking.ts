import { idBytes } from "../id.ts";
import type { Part2Ground, Part2Status } from "../../crypto/part2.ts";
import type { ShownMarking } from "../../worker/legal_port.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** Whether a client's record is one of drug or alcohol treatment, and who says so (crypto.md §13.2). */

type MarkingPorts = Pick<MePorts, "crypto" | "http" | "release" | "clock">;

/** What stands now. `said` is null while nobody has said anything: then it is treated as one. */
export interface Marked {
  readonly part2: Part2Status;
  readonly said: ShownMarking | null;
}

/** What was said last, proved. */
export async function readMarked(ports: MarkingPorts, client: string): Promise<Result<Marked>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const kept = answered(await ports.release.part2(idBytes(client)));
  if (!kept.ok) return kept;
  const { part2, marking, people } = kept.value;
  if (marking === null) return { ok: true, value: { part2, said: null } };
  const read = proved(await ports.crypto.readMarking({ marking, client: idBytes(client), people }));
  // Whoever said it may have no keys here any more: what the service enforces is shown all the same.
  return { ok: true, value: { part2, said: read.ok && read.value.status === part2 ? read.value : null } };
}

/** Says it, from now on. */
export async function mark(ports: MarkingPorts, client: string, ground: Part2Ground): Promise<Result<null>> {
  const status = ground === "programme" ? "confirmed" : "cleared";
  const request = { client: idBytes(client), status, ground, now: ports.clock.now() } as const;
  const made = proved(await ports.crypto.signMarking(request));
  return made.ok ? answered(await ports.release.mark(made.value)) : made;
}
