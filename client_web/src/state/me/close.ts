import type { Care } from "../care.ts";
import type { ConversationKey } from "../id.ts";
import { answered } from "./result.ts";
import type { Result } from "./result.ts";
import { provedStepUp } from "./step_up.ts";
import type { MePorts, Shown } from "./step_up.ts";

/**
 * Closes an account: first the password, so that nothing closes by a page that was left open; then every conversation that is open; then
 * the way in. What was cut off in between goes on from there: what is closed already is not among `open` any more.
 */
export async function closeAccount(
  ports: MePorts,
  care: Pick<Care, "close">,
  open: readonly ConversationKey[],
  shown: Shown,
): Promise<Result<null>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  for (const key of open) {
    const closed = await care.close(key, "left");
    if (!closed.ok) return closed;
  }
  return answered(await ports.identity.deactivate(stepUp.value));
}
