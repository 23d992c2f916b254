import type { CustodyPorts } from "./book.ts";

/** So many rounds at most, of so many epochs as the service shows at once: a service that never ends has to wait for the next sign-in. */
const ROUNDS = 256;

/**
 * Entrusts to custodians who were named meanwhile what those before had (crypto.md §7.4): quietly, once the practice is trusted. What
 * fails is tried at the next sign-in: those before keep their shares until then.
 */
export async function depositAnew(ports: CustodyPorts): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) if (!(await isMoreOwed(ports))) return;
}

async function isMoreOwed({ crypto, identity, http, clock }: CustodyPorts): Promise<boolean> {
  const owed = await identity.owedDeposits();
  if (!owed.ok || owed.value.length === 0) return false;
  const own = await http.ownBundle();
  if (!own.ok) return false;
  const made = await crypto.depositAnew({ owed: owed.value, own: own.value, now: clock.now() });
  if (!made.ok) return false;
  for (const deposit of made.value) if (!(await identity.sendDeposit(deposit)).ok) return false;
  return made.value.length > 0;
}
