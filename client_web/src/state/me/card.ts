import type { CardContent } from "../../worker/key_life.ts";
import type { Person } from "../../protocol/documents.ts";
import { answered, proved } from "./result.ts";
import type { Result } from "./result.ts";
import type { MePorts } from "./step_up.ts";

type CardPorts = Pick<MePorts, "crypto" | "http" | "identity" | "clock">;

/** One's own card, opened. `stale`: the intake staff are others now, and it should be sealed to them. */
export interface OpenedCard extends CardContent {
  readonly stale: boolean;
}

/** Reads and opens the card; null before the first. */
export async function readCard(ports: CardPorts): Promise<Result<OpenedCard | null>> {
  const kept = answered(await ports.identity.contactCard());
  if (!kept.ok || kept.value === null) return kept as Result<null>;
  const shown = await parties(ports);
  if (!shown.ok) return shown;
  const { card, sealed, wrap } = kept.value;
  return proved(await ports.crypto.openContactCard({ card, sealed, wrap, ...shown.value }));
}

/** Seals the card to its holder and to the intake staff whom the practice certifies now, as the next version (crypto.md §3.12). */
export async function saveCard(ports: CardPorts, { fields, safe }: CardContent): Promise<Result<null>> {
  const shown = await parties(ports);
  if (!shown.ok) return shown;
  const kept = answered(await ports.identity.contactCard());
  if (!kept.ok) return kept;
  const version = (kept.value?.version ?? 0) + 1;
  const now = ports.clock.now();
  const sealed = proved(await ports.crypto.sealContactCard({ version, fields, safe, ...shown.value, now }));
  return sealed.ok ? answered(await ports.identity.saveContactCard(sealed.value)) : sealed;
}

/** Whose card it is, and who else reads it. */
interface Parties {
  readonly holder: Person;
  readonly recipients: readonly Person[];
}

/** This account and the certified intake staff, once the practice has proved to be the pinned one. */
async function parties({ crypto, http, identity }: CardPorts): Promise<Result<Parties>> {
  const practice = answered(await http.practice());
  if (!practice.ok) return practice;
  const trusted = proved(await crypto.trustPractice(practice.value));
  if (!trusted.ok) return trusted;
  const [holder, recipients] = [answered(await http.ownBundle()), answered(await identity.intake())];
  if (!holder.ok) return holder;
  return recipients.ok ? { ok: true, value: { holder: holder.value, recipients: recipients.value } } : recipients;
}
