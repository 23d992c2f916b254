import { answered, within } from "./result.ts";
import type { Result } from "./result.ts";
import { steppedUp } from "./step_up.ts";
import type { MePorts, Shown } from "./step_up.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret as authenticator apps take it (RFC 4648 base32 without padding); 20 bytes are 32 letters. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five, 2))).join("");
}

/** What an app reads from the picture. The label says nothing of what the account is for. */
export function otpauth(secret: Uint8Array, number: string): string {
  return `otpauth://totp/Messages:${number}?secret=${base32(secret)}&issuer=Messages&algorithm=SHA1&digits=6&period=30`;
}

/** A secret for an authenticator app; in force once a code of it was shown. */
export async function startTotp(ports: MePorts, shown: Shown): Promise<Result<{ readonly secret: Uint8Array }>> {
  const stepUp = await steppedUp(ports, shown);
  return stepUp.ok ? answered(await ports.identity.startTotp(stepUp.value)) : stepUp;
}

/** The app shows the right codes. */
export async function confirmTotp(ports: MePorts, typed: string): Promise<Result<null>> {
  const code = typed.replaceAll(/\D/g, "");
  if (code.length !== 6) return { ok: false, mistake: { kind: "digits" } };
  return within(await ports.identity.confirmTotp(code));
}

export async function removeTotp(ports: MePorts, shown: Shown): Promise<Result<null>> {
  const stepUp = await steppedUp(ports, shown);
  return stepUp.ok ? answered(await ports.identity.removeTotp(stepUp.value)) : stepUp;
}
