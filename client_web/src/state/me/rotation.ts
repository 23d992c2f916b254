import type { Credentials, StepUp } from "../identity_http.ts";
import { prfOf } from "./passkey.ts";
import { answered, proved } from "./result.ts";
import type { Result } from "./result.ts";
import type { MePorts } from "./step_up.ts";

/** Keeps the recovery code that was just made and confirmed, in the place of the one before. */
export async function changeRecoveryCode(
  ports: MePorts,
  stepUp: StepUp,
  { recovery }: Credentials,
): Promise<Result<null>> {
  const version = (recovery?.version ?? 0) + 1;
  const made = proved(await ports.crypto.changeRecoveryCode(version));
  if (!made.ok) return made;
  return answered(await ports.identity.changeRecoveryCode({ stepUp, ...made.value, version }));
}

/**
 * New keys, because somebody else may have the old ones (crypto.md §3.9): the worker goes on to them once the service has them. What was
 * written stays readable. Passkeys but one are given up; every other sign-in ends. The recovery code just made and confirmed is the new one.
 */
export async function rotate(
  ports: MePorts,
  stepUp: StepUp,
  { staff, passkeys, password, recovery }: Credentials,
): Promise<Result<null>> {
  const kept = staff ? passkeys[0] : undefined;
  const prf = kept === undefined ? null : await prfOf(ports, kept);
  if (prf?.ok === false) return prf;
  const versions = { password: password?.version ?? 0, recovery: recovery?.version ?? 0 };
  const prfOutput = prf?.value ?? null;
  const request = { versions, passkey: kept !== undefined, prfOutput, now: ports.clock.now() };
  const prepared = proved(await ports.crypto.prepareRotation(request));
  if (!prepared.ok) return prepared;
  const { generation, predecessor, wrap, passkeyWrap, recoveryKey, recoveryWrap } = prepared.value;
  const taken = answered(
    await ports.identity.rotate({
      stepUp,
      generation,
      predecessor,
      authenticationKey: stepUp.authenticationKey,
      wrap,
      version: versions.password + 1,
      passkey: kept === undefined || passkeyWrap === null ? null : { passkey: kept.passkey, wrap: passkeyWrap },
      recoveryKey,
      recoveryWrap,
      recoveryVersion: versions.recovery + 1,
    }),
  );
  return taken.ok ? proved(await ports.crypto.adoptRotation()) : taken;
}
