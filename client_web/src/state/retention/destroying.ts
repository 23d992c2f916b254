import { toHex } from "../../bytes/hex.ts";
import { readDestructionBody } from "../../crypto/destruction.ts";
import type { Person } from "../../protocol/documents.ts";
import type { Matched, ShownDestruction } from "../../worker/retention_port.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { DestructionState, KeptDestruction } from "../retention_http.ts";
import type { ClientRecord } from "./keeping.ts";

/** Destroying a record: one proposes, another approves (crypto.md §15.3). */

/** A destruction. `shown` is null where it does not prove what it claims. */
export interface DestructionAtDesk {
  readonly key: string;
  readonly client: string;
  readonly kept: KeptDestruction;
  readonly state: DestructionState;
  readonly shown: ShownDestruction | null;
  readonly by: string;
  readonly approver: string;
  readonly rows: readonly { readonly key: string; readonly sequence: number }[];
  /** The certificate's, empty before. */
  readonly number: string;
}

/** All of them, newest first, each proved. */
export async function readDestructions(ports: MePorts): Promise<Result<readonly DestructionAtDesk[]>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const read = answered(await ports.release.destructions());
  if (!read.ok) return read;
  const { destructions, people } = read.value;
  const found: DestructionAtDesk[] = [];
  for (const kept of destructions) found.push(await atDesk(ports, kept, people));
  return { ok: true, value: found };
}

async function atDesk(
  { crypto }: MePorts,
  kept: KeptDestruction,
  people: readonly Person[],
): Promise<DestructionAtDesk> {
  const said = readDestructionBody(kept.destruction.body);
  const shown = await crypto.readDestruction({ ...kept, people });
  const [key, client, by, approver] = [said.destructionId, said.client, said.by, said.approvedBy].map(toHex);
  return {
    key: key ?? "",
    client: client ?? "",
    kept,
    state: kept.state,
    shown: shown.ok ? shown.value : null,
    by: by ?? "",
    approver: approver ?? "",
    rows: said.conversations.map(({ conversation, sequence }) => ({ key: toHex(conversation), sequence })),
    number: shown.ok && shown.value.certificate !== null ? toHex(shown.value.certificate.hash) : "",
  };
}

/** Who may approve what `self` proposes. */
export async function approvers(ports: MePorts, self: string): Promise<Result<readonly string[]>> {
  const officers = answered(await ports.release.officers());
  if (!officers.ok) return officers;
  const accounts = officers.value.map(({ account }) => toHex(account));
  return { ok: true, value: accounts.filter((account) => account !== self) };
}

/** Proposes to destroy all that is left of a record, after the password was shown again. */
export async function propose(
  ports: MePorts,
  { kept, left }: ClientRecord,
  approver: string,
  shown: Shown,
): Promise<Result<null>> {
  const { retention, dueAt, client } = kept;
  if (retention === null || dueAt === null) return NOT_DUE;
  const ready = await signing(ports, shown);
  if (!ready.ok) return ready;
  const found = await every([ports.http.ownBundle(), ports.release.officers()]);
  if (!found.ok) return found;
  const [own, officers] = found.value;
  const second = officers.find(({ account }) => toHex(account) === approver);
  if (second === undefined) return NOT_THERE;
  const matched = await matchedOf(ports, client);
  if (!matched.ok) return matched;
  const said = { client, conversations: left, matched: matched.value, retention, retainUntil: dueAt };
  const request = { ...said, own, approver: second };
  const made = proved(await ports.crypto.signDestruction({ ...request, now: ports.clock.now() }));
  return made.ok ? answered(await ports.release.destroy(made.value)) : made;
}

/** The second signature, after the password was shown again: from then on nobody opens it. */
export async function approve(ports: MePorts, { kept }: DestructionAtDesk, shown: Shown): Promise<Result<null>> {
  const ready = await signing(ports, shown);
  if (!ready.ok) return ready;
  const listed = answered(await ports.release.destructions());
  if (!listed.ok) return listed;
  const { destruction } = kept;
  const { destructionId, client } = readDestructionBody(destruction.body);
  const matched = await matchedOf(ports, client);
  if (!matched.ok) return matched;
  const request = { destruction, matched: matched.value, people: listed.value.people };
  const signature = proved(await ports.crypto.approveDestruction(request));
  if (!signature.ok) return signature;
  return answered(await ports.release.approveDestruction(destructionId, signature.value));
}

/** Whose conversations they are, by certifiers' word: neither of the two signs the service's list as it is. */
async function matchedOf({ identity }: MePorts, client: Uint8Array): Promise<Result<Matched>> {
  const found = answered(await identity.orderables(client));
  if (!found.ok) return found;
  const { conversations, people } = found.value;
  return { ok: true, value: { matches: conversations.map(({ match }) => match), people } };
}

async function signing(ports: MePorts, shown: Shown): Promise<Result<null>> {
  const stepUp = await provedStepUp(ports, shown);
  return stepUp.ok ? trusted(ports) : stepUp;
}

const NOT_THERE = { ok: false, mistake: { kind: "refused", code: "not_for_you", retryAfter: 0 } } as const;
const NOT_DUE = { ok: false, mistake: { kind: "refused", code: "not_due", retryAfter: 0 } } as const;
