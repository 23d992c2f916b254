import { toHex } from "../../bytes/hex.ts";
import type { LastPlace } from "../../crypto/destruction.ts";
import { type Retention, type RetentionRule, type RetentionSchedule, until } from "../../crypto/retention.ts";
import type { Person } from "../../protocol/documents.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { KeptRecord } from "../retention_http.ts";

export type { RetentionRule, RetentionSchedule } from "../../crypto/retention.ts";

/** How long records are kept: the schedule, and everyone's record as it stands (crypto.md §15.1). */

/** What has to come first before a record may be destroyed, or that nothing has. */
export type Standing = "destroyed" | "held" | "open" | "undated" | "kept" | "due";

/** A client's record. `retention` is null where nobody has said until when, under the schedule in force. */
export interface ClientRecord {
  readonly client: string;
  readonly kept: KeptRecord;
  readonly left: readonly LastPlace[];
  /** The same, to be shown. */
  readonly rows: readonly { readonly key: string; readonly sequence: number; readonly lastAt: number }[];
  readonly retention: Retention | null;
  readonly standing: Standing;
}

/** The practice's records. */
export interface Keeping {
  readonly schedule: RetentionSchedule | null;
  readonly records: readonly ClientRecord[];
}

/** The schedule, proved, and every client's record: what is due first, then by when it will be. */
export async function readKeeping(ports: MePorts): Promise<Result<Keeping>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const read = answered(await ports.release.retention());
  if (!read.ok) return read;
  const { schedule: signed, records, people } = read.value;
  const schedule = signed === null ? null : proved(await ports.crypto.readSchedule({ schedule: signed, people }));
  if (schedule !== null && !schedule.ok) return schedule;
  const now = ports.clock.now();
  const found: ClientRecord[] = [];
  for (const kept of records) found.push(await recordOf(ports, kept, now));
  const value = { schedule: schedule?.value ?? null, records: found.toSorted(byUrgency) };
  return { ok: true, value };
}

/** One client's. */
export async function readClientRecord(
  ports: MePorts,
  client: string,
): Promise<Result<{ readonly schedule: RetentionSchedule | null; readonly record: ClientRecord }>> {
  const all = await readKeeping(ports);
  if (!all.ok) return all;
  const record = all.value.records.find((each) => each.client === client);
  if (record === undefined) return NOT_THERE;
  return { ok: true, value: { schedule: all.value.schedule, record } };
}

async function recordOf({ crypto }: MePorts, kept: KeptRecord, now: number): Promise<ClientRecord> {
  const said = kept.retention === null ? null : await crypto.readRetention({ retention: kept.retention });
  const left = kept.ends
    .filter(({ destroyed }) => !destroyed)
    .map(({ conversation, sequence, head }) => ({ conversation, sequence, head }));
  const rows = kept.ends
    .filter(({ destroyed }) => !destroyed)
    .map(({ conversation, sequence, lastAt }) => ({ key: toHex(conversation), sequence, lastAt }));
  const retention = said?.ok === true && kept.dueAt !== null ? said.value : null;
  return { client: toHex(kept.client), kept, left, rows, retention, standing: standingOf(kept, now) };
}

function standingOf({ ends, held, dueAt }: KeptRecord, now: number): Standing {
  if (ends.every(({ destroyed }) => destroyed)) return "destroyed";
  if (held) return "held";
  if (ends.some(({ closed }) => !closed)) return "open";
  if (dueAt === null) return "undated";
  return dueAt <= now ? "due" : "kept";
}

const ORDER: readonly Standing[] = ["due", "undated", "held", "kept", "open", "destroyed"];

function byUrgency(one: ClientRecord, other: ClientRecord): number {
  const by = ORDER.indexOf(one.standing) - ORDER.indexOf(other.standing);
  if (by !== 0) return by;
  return (one.kept.dueAt ?? one.kept.lastService) - (other.kept.dueAt ?? other.kept.lastService);
}

/** What an owner finds where there is no schedule yet: the guideline of the American Psychological Association, to be looked at by counsel. */
export const FIRST_RULES: readonly RetentionRule[] = [
  { name: "APA record keeping guideline", applies: "everyone", years: 7, majority: 18, yearsAfterMajority: 3 },
];

/** Puts the next schedule in force. */
export async function putSchedule(
  ports: MePorts,
  before: RetentionSchedule | null,
  rules: readonly RetentionRule[],
): Promise<Result<null>> {
  const own = await ready(ports);
  if (!own.ok) return own;
  const version = (before?.version ?? 0) + 1;
  const made = proved(await ports.crypto.signSchedule({ own: own.value, version, rules, now: ports.clock.now() }));
  return made.ok ? answered(await ports.release.keepSchedule(made.value)) : made;
}

/** Until when the rules ask to keep a record. `birth` is a day, "2010-02-28", or empty; null when it is none. */
export function asked(
  schedule: RetentionSchedule,
  { kept }: ClientRecord,
  named: readonly string[],
  birth: string,
): number | null {
  const born = birth === "" ? null : Date.parse(`${birth}T00:00:00Z`);
  if (born !== null && Number.isNaN(born)) return null;
  return until(schedule.rules, named, kept.lastService, born);
}

/** Says until when it is kept. The birth from which it was computed stays here. */
export async function setDate(
  ports: MePorts,
  schedule: RetentionSchedule,
  { kept }: ClientRecord,
  said: { readonly rules: readonly string[]; readonly retainUntil: number },
): Promise<Result<null>> {
  const own = await ready(ports);
  if (!own.ok) return own;
  const request = { own: own.value, client: kept.client, scheduleHash: schedule.hash, ...said, now: ports.clock.now() };
  const made = proved(await ports.crypto.signRetention(request));
  return made.ok ? answered(await ports.release.keepRetention(made.value)) : made;
}

/** This account's keys, once the practice has proved to be the pinned one. */
async function ready(ports: MePorts): Promise<Result<Person>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const found = await every([ports.http.ownBundle()]);
  return found.ok ? { ok: true, value: found.value[0] } : found;
}

const NOT_THERE = { ok: false, mistake: { kind: "refused", code: "not_for_you", retryAfter: 0 } } as const;
