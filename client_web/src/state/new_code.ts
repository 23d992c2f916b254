import type { CryptoPort } from "../worker/port.ts";
import { proved } from "./me/result.ts";
import type { Result } from "./me/result.ts";
import { judge } from "./password.ts";
import { spelled } from "./spelled.ts";

type CodePort = Pick<CryptoPort, "makeRecoveryCode" | "confirmRecoveryCode">;

/** The recovery code that goes with a new password, once that is good enough: registering and recovering both begin so. */
export async function codeWith(crypto: CodePort, password: string, number: string): Promise<Result<string>> {
  const weakness = await judge(password, number);
  if (weakness !== null) return { ok: false, mistake: { kind: "password", weakness } };
  const made = proved(await crypto.makeRecoveryCode());
  return made.ok ? { ok: true, value: made.value.text } : made;
}

/** Whether what was typed from paper is the code just made. */
export async function isWritten(crypto: CodePort, typed: string): Promise<boolean> {
  const confirmed = await crypto.confirmRecoveryCode(spelled(typed));
  return confirmed.ok && confirmed.value;
}
