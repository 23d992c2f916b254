import { toHex } from "../../bytes/hex.ts";
import type { ScopeKind } from "../../crypto/consent.ts";
import type { Part2Status } from "../../crypto/part2.ts";
import { checkOpens } from "../../crypto/process.ts";
import type { Part2Section, ProcessKind } from "../../crypto/process.ts";
import { ProofError } from "../../crypto/proof.ts";
import type { Person } from "../../protocol/documents.ts";
import type { ShownProcess } from "../../worker/legal_port.ts";
import type { ShownDisclosure, Values } from "../../worker/release_port.ts";
import { alias } from "../alias.ts";
import type { Choice } from "../custody/ordering.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { KeptProcess } from "../release_http.ts";

export { LONGEST_GAG_MS } from "../../crypto/gag.ts";
export type { ShownProcess } from "../../worker/legal_port.ts";
export type { ShownDisclosure } from "../../worker/release_port.ts";

/** What courts and agencies sent, as the two see it who answer for it (crypto.md §13.3). */

/** Why something that was served opens nothing. */
export type Barred = "opens_nothing" | "part2_order_required";

/** Something that was served. `shown` is null where it does not hold. */
export interface Served {
  readonly key: string;
  readonly kept: KeptProcess;
  readonly shown: ShownProcess | null;
  readonly client: string;
  readonly officer: string;
  readonly approver: string;
  /** Of the copy that the officer kept. */
  readonly fingerprint: string;
  readonly barred: Barred | null;
}

/** What an officer writes down of it. */
export interface Drafted {
  readonly kind: ProcessKind;
  readonly client: string;
  readonly conversation: Uint8Array;
  readonly kinds: readonly ScopeKind[];
  readonly from: number;
  readonly until: number;
  readonly section: Part2Section;
  readonly document: Uint8Array;
  readonly gagUntil: number;
  readonly approver: string;
  readonly values: Values;
}

/** Whether this kind of process would open a record that stands so; null when it would. */
export function barredBy(kind: ProcessKind, section: Part2Section, part2: Part2Status): Barred | null {
  try {
    checkOpens({ kind, part2Section: section }, part2);
    return null;
  } catch (error) {
    if (error instanceof ProofError && error.reason === "opens_nothing") return error.reason;
    return "part2_order_required";
  }
}

/** All that was served, newest first, each proved. */
export async function readProcesses(ports: MePorts): Promise<Result<readonly Served[]>> {
  const known = await knownPeople(ports);
  if (!known.ok) return known;
  const listed = answered(await ports.release.processes());
  if (!listed.ok) return listed;
  const rows: Served[] = [];
  for (const kept of listed.value) rows.push(await servedOf(ports, kept, known.value));
  return { ok: true, value: rows };
}

/** One of them. */
export async function readProcess(ports: MePorts, key: string): Promise<Result<Served>> {
  const all = await readProcesses(ports);
  if (!all.ok) return all;
  const found = all.value.find((each) => each.key === key);
  return found === undefined ? NOT_THERE : { ok: true, value: found };
}

/** Who may sign as the second person. */
export async function secondPeople(ports: MePorts, self: string): Promise<Result<readonly Choice[]>> {
  const officers = answered(await ports.release.officers());
  if (!officers.ok) return officers;
  const others = officers.value.map(({ account }) => toHex(account)).filter((account) => account !== self);
  return { ok: true, value: others.map((account) => ({ account, name: alias(account) })) };
}

/** Signs what was served, after the password was shown again. It opens nothing until the other has signed. */
export async function keepProcess(ports: MePorts, served: Drafted, shown: Shown): Promise<Result<null>> {
  const ready = await readyToSign(ports, shown);
  if (!ready.ok) return ready;
  const { client, approver, ...said } = served;
  const made = proved(
    await ports.crypto.signProcess({
      ...said,
      readers: ready.value,
      client: idBytes(client),
      approver: idBytes(approver),
      now: ports.clock.now(),
    }),
  );
  return made.ok ? answered(await ports.release.keepProcess(made.value)) : made;
}

/** Signs as the second person, after the password was shown again. */
export async function approveProcess(ports: MePorts, { kept }: Served, shown: Shown): Promise<Result<null>> {
  const { process, paper } = kept;
  if (paper === null) return NOT_THERE;
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const known = await knownPeople(ports);
  if (!known.ok) return known;
  const signature = proved(await ports.crypto.approveProcess({ process, paper, people: known.value }));
  if (!signature.ok) return signature;
  const read = proved(await ports.crypto.readProcess({ process, approval: null, paper: null, people: known.value }));
  return read.ok ? answered(await ports.release.approveProcess(read.value.processId, signature.value)) : read;
}

/** What custodians are asked for under a process. */
export interface LegalAsked {
  readonly headers: readonly Uint8Array[];
  readonly title: string;
  readonly words: string;
}

/** Asks the custodians, by the same two, after the password was shown again. The other of them signs that as well. */
export async function askCustodians(
  ports: MePorts,
  { kept, officer, approver }: Served,
  asked: LegalAsked,
  shown: Shown,
): Promise<Result<string>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const found = await every([ports.http.ownBundle(), ports.identity.orders()]);
  if (!found.ok) return found;
  const [own, { people }] = found.value;
  const other = toHex(own.account) === officer ? approver : officer;
  const second = people.find(({ account }) => toHex(account) === other);
  if (second === undefined) return NOT_THERE;
  const custodians = people.filter(({ role }) => role === "custodian");
  const request = { ...asked, own, approver: second, custodians, process: kept.process, now: ports.clock.now() };
  const made = proved(await ports.crypto.orderLegal(request));
  if (!made.ok) return made;
  const sent = answered(await ports.identity.sendOrder(made.value));
  return sent.ok ? { ok: true, value: toHex(made.value.orderId) } : sent;
}

/** What was let out under a process, newest first. */
export async function disclosedUnder(ports: MePorts, shown: ShownProcess): Promise<Result<readonly ShownDisclosure[]>> {
  const known = await knownPeople(ports);
  if (!known.ok) return known;
  const all = answered(await ports.release.disclosures());
  if (!all.ok) return all;
  const found: ShownDisclosure[] = [];
  for (const { disclosure, paper } of all.value) {
    const read = paper === null ? null : await ports.crypto.readDisclosure({ disclosure, paper, people: known.value });
    if (read?.ok === true && toHex(read.value.basisHash) === toHex(shown.hash)) found.push(read.value);
  }
  return { ok: true, value: found };
}

/** Writes down what was told under a process, without a package: a gag hides it from the client as long as it lasts. */
export async function writeDown(ports: MePorts, served: Served, values: Values, shown: Shown): Promise<Result<null>> {
  const { shown: process, kept } = served;
  if (process === null || process.kind === "preservation") return NOT_THERE;
  const ready = await readyToSign(ports, shown);
  if (!ready.ok) return ready;
  const known = await knownPeople(ports);
  if (!known.ok) return known;
  const client = known.value.find(({ account }) => toHex(account) === served.client);
  if (client === undefined) return NOT_THERE;
  const self = toHex(ready.value.own.account);
  const made = proved(
    await ports.crypto.signDisclosure({
      readers: ready.value,
      client,
      conversation: process.conversation,
      basis: process.kind,
      basisHash: process.hash,
      runs: [],
      packageHash: new Uint8Array(),
      statement: kept.part2 === "cleared" ? "none" : "part2-long",
      approver: self === served.officer ? process.approver : process.officer,
      process: kept.process,
      values,
      now: ports.clock.now(),
    }),
  );
  return made.ok ? answered(await ports.release.disclose(made.value)) : made;
}

const NOT_THERE = { ok: false, mistake: { kind: "refused", code: "not_for_you", retryAfter: 0 } } as const;

async function servedOf({ crypto }: MePorts, kept: KeptProcess, people: readonly Person[]): Promise<Served> {
  const { process, approval, paper, part2 } = kept;
  const read = await crypto.readProcess({ process, approval, paper, people });
  const shown = read.ok ? read.value : null;
  const [client, officer, approver] = [shown?.client, shown?.officer, shown?.approver].map((id) =>
    id === undefined ? "" : toHex(id),
  );
  return {
    key: shown === null ? toHex(process.signature) : toHex(shown.processId),
    kept,
    shown,
    client: client ?? "",
    officer: officer ?? "",
    approver: approver ?? "",
    fingerprint: shown === null ? "" : toHex(shown.documentHash),
    barred: shown === null ? null : barredBy(shown.kind, shown.section, part2),
  };
}

/** Everyone whom the practice has certified, this account included; the practice has proved to be the pinned one. */
async function knownPeople(ports: MePorts): Promise<Result<readonly Person[]>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const asked = await every([ports.http.ownBundle(), ports.matching.people()]);
  if (!asked.ok) return asked;
  const [own, people] = asked.value;
  return { ok: true, value: [own, ...people] };
}

async function readyToSign(
  ports: MePorts,
  shown: Shown,
): Promise<Result<{ readonly own: Person; readonly officers: readonly Person[] }>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const asked = await every([ports.http.ownBundle(), ports.release.officers()]);
  if (!asked.ok) return asked;
  const [own, officers] = asked.value;
  return { ok: true, value: { own, officers } };
}
