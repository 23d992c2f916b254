import { toHex } from "../../bytes/hex.ts";
import type { EntryDocument } from "../../protocol/orders.ts";
import type { SignedBody } from "../../protocol/documents.ts";
import { idBytes } from "../id.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { Decision } from "./deciding.ts";

/** A message of what was opened. */
export interface Released {
  readonly sequence: number;
  readonly time: number;
  readonly sender: string;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
}

/** What custodians' shares came to. `named`: whose share was not what it should be; null: a whole deposit. */
export interface OpenedRecord {
  readonly opened: number;
  readonly of: number;
  readonly named: readonly (string | null)[];
  readonly messages: readonly Released[];
  readonly outcome: SignedBody;
}

/** Brings together what custodians gave, after the password was shown again. Keys stay in the worker; words are for this page alone. */
export async function openRecord(ports: MePorts, decision: Decision, shown: Shown): Promise<Result<OpenedRecord>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const order = idBytes(decision.key);
  const given = answered(await ports.identity.givenShares(order));
  if (!given.ok) return given;
  const entries = decision.client === null ? { ok: true as const, value: [] } : await allEntries(ports, order);
  if (!entries.ok) return entries;
  const { material } = decision;
  const now = ports.clock.now();
  const made = proved(await ports.crypto.openOrder({ material, given: given.value, entries: entries.value, now }));
  if (!made.ok) return made;
  const { messages, named, ...rest } = made.value;
  return {
    ok: true,
    value: {
      ...rest,
      named: named.map(({ custodian }) => (custodian === null ? null : toHex(custodian))),
      messages: messages.map(({ sender, ...message }) => ({ ...message, sender: toHex(sender) })),
    },
  };
}

/** Says in the log what was opened: the order is over. So it is where a package was made of it meanwhile. */
export async function sayOutcome(ports: MePorts, decision: Decision, { outcome }: OpenedRecord): Promise<Result<null>> {
  const said = answered(await ports.identity.sayOutcome(idBytes(decision.key), outcome));
  const over = !said.ok && said.mistake.kind === "refused" && said.mistake.code === "closed";
  return over ? { ok: true, value: null } : said;
}

async function allEntries(ports: MePorts, order: Uint8Array): Promise<Result<readonly EntryDocument[]>> {
  const entries: EntryDocument[] = [];
  for (;;) {
    const page = answered(await ports.identity.orderedEntries(order, entries.at(-1)?.sequence ?? 0));
    if (!page.ok) return page;
    if (page.value.length === 0) return { ok: true, value: entries };
    entries.push(...page.value);
  }
}
