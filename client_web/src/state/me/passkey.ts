import { toBase64url } from "../../bytes/base64url.ts";
import type { Credentials } from "../identity_http.ts";
import { createPasskey, showPasskey } from "../passkey.ts";
import { answered, proved, within } from "./result.ts";
import type { Result } from "./result.ts";
import { steppedUp } from "./step_up.ts";
import type { MePorts, Shown } from "./step_up.ts";

export type Passkey = Credentials["passkeys"][number];

/** What a passkey's PRF gives, without anyone being asked but the passkey: nothing of this is sent. */
export async function prfOf(ports: MePorts, { credential }: Passkey): Promise<Result<Uint8Array>> {
  const shown = await showPasskey(ports, {
    challenge: toBase64url(ports.random(32)),
    allowCredentials: [{ type: "public-key", id: toBase64url(credential) }],
    userVerification: "required",
  });
  if (!shown.ok) return shown;
  const { prfOutput } = shown.value;
  return prfOutput === null
    ? { ok: false, mistake: { kind: "passkey", fault: "no_prf" } }
    : { ok: true, value: prfOutput };
}

/** Makes a passkey, and its wrap (crypto.md §3.8). One that cannot keep keys is refused before anything is kept. */
export async function addPasskey(ports: MePorts, shown: Shown, name: string): Promise<Result<null>> {
  const stepUp = await steppedUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const challenge = answered(await ports.identity.newPasskeyChallenge(stepUp.value));
  if (!challenge.ok) return challenge;
  const created = await createPasskey(ports, challenge.value.passkey);
  if (!created.ok) return created;
  const { credential, prfOutput } = created.value;
  if (prfOutput === null) return { ok: false, mistake: { kind: "passkey", fault: "no_prf" } };
  const made = proved(await ports.crypto.wrapForPasskey(prfOutput));
  if (!made.ok) return made;
  const { ticket } = challenge.value;
  return within(await ports.identity.addPasskey({ ticket, passkey: credential, name, wrap: made.value.wrap }));
}

/** Gives a passkey up. Staff who give up their last one get back a wrap that the password alone opens. */
export async function removePasskey(
  ports: MePorts,
  shown: Shown,
  { passkey }: Passkey,
  { staff, passkeys, password }: Credentials,
): Promise<Result<null>> {
  const stepUp = await steppedUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  let wrap: Uint8Array | null = null;
  if (staff && passkeys.length === 1) {
    const made = proved(await ports.crypto.wrapForPassword((password?.version ?? 0) + 1));
    if (!made.ok) return made;
    wrap = made.value.wrap;
  }
  return answered(await ports.identity.removePasskey({ stepUp: stepUp.value, passkey, wrap }));
}
