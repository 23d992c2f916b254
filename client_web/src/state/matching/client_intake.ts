import { toHex } from "../../bytes/hex.ts";
import type { IntakeContent } from "../../worker/matching_port.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { trusted } from "./trusted.ts";

/** What a therapist's client told intake; null when nothing was sealed to this therapist (yet). `account`: hexadecimal. */
export async function readClientIntake(ports: MePorts, account: string): Promise<Result<IntakeContent | null>> {
  const proof = await trusted(ports);
  if (!proof.ok) return proof;
  const [shown, reader] = [answered(await ports.http.conversations()), answered(await ports.http.ownBundle())];
  if (!shown.ok) return shown;
  if (!reader.ok) return reader;
  const holder = shown.value.people.find((person) => toHex(person.account) === account);
  if (holder === undefined) return { ok: true, value: null };
  const kept = answered(await ports.matching.readIntake(holder.account));
  if (!kept.ok) {
    const { mistake } = kept;
    return mistake.kind === "refused" && mistake.code === "not_for_you" ? { ok: true, value: null } : kept;
  }
  return proved(await ports.crypto.readIntake({ document: kept.value, holder, reader: reader.value }));
}
