import type { Credentials } from "../identity_http.ts";
import { judge } from "../password.ts";
import { prfOf } from "./passkey.ts";
import { answered, proved } from "./result.ts";
import type { Result } from "./result.ts";
import { steppedUp } from "./step_up.ts";
import type { MePorts, Shown } from "./step_up.ts";

/**
 * Wraps the account secret by another password; every other sign-in ends (crypto.md §3.9). Staff with a passkey show it too, and
 * keep that one only: it is part of what the password opens (§3.8).
 */
export async function changePassword(
  ports: MePorts,
  shown: Shown,
  password: string,
  { staff, passkeys, password: kept }: Credentials,
): Promise<Result<null>> {
  const weakness = await judge(password, shown.number);
  if (weakness !== null) return { ok: false, mistake: { kind: "password", weakness } };
  const stepUp = await steppedUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const bound = staff ? passkeys[0] : undefined;
  const prfOutput = bound === undefined ? null : await prfOf(ports, bound);
  if (prfOutput?.ok === false) return prfOutput;
  const version = (kept?.version ?? 0) + 1;
  const { number } = shown;
  const output = prfOutput?.value ?? null;
  const made = proved(await ports.crypto.changePassword({ number, password, version, prfOutput: output }));
  if (!made.ok) return made;
  const { authenticationKey, wrap } = made.value;
  return answered(
    await ports.identity.changePassword({
      stepUp: stepUp.value,
      authenticationKey,
      wrap: bound === undefined ? wrap : null,
      version,
      passkey: bound === undefined ? null : { passkey: bound.passkey, wrap },
    }),
  );
}
