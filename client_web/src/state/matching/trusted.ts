import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** The practice has proved to be the pinned one: nothing is verified before that. */
export async function trusted({ http, crypto }: Pick<MePorts, "http" | "crypto">): Promise<Result<null>> {
  const practice = answered(await http.practice());
  if (!practice.ok) return practice;
  const proof = proved(await crypto.trustPractice(practice.value));
  return proof.ok ? { ok: true, value: null } : proof;
}
