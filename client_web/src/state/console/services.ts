import { toUtf8 } from "../../bytes/utf8.ts";
import type { KnownService } from "../console_http.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** The practice's other systems, as an owner sees them (crypto.md §11.4). */

type ServicePorts = Pick<MePorts, "crypto" | "http" | "identity" | "clock">;

const DAY_MS = 86_400_000;
const MAX_NAME_BYTES = 100;

/** How far a service account has come, or how it ended. */
export type ServiceState = "new" | "uncertified" | "active" | "over" | "revoked";

/** How long a token is good for, in days. */
export const DAYS = [30, 90, 365] as const;

/** A service account in the list. `usedAt`: the day on which its token was last shown. */
export interface ServiceAtDesk {
  readonly account: string;
  readonly name: string;
  readonly kinds: readonly string[];
  readonly state: ServiceState;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

/** What an owner writes. */
export interface WrittenService {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly days: number;
}

/** All of them, the newest first. */
export async function readServices(ports: ServicePorts): Promise<Result<readonly ServiceAtDesk[]>> {
  const read = answered(await ports.identity.services());
  if (!read.ok) return read;
  const now = ports.clock.now();
  return { ok: true, value: read.value.map((one) => atDesk(one, now)) };
}

function atDesk(one: KnownService, now: number): ServiceAtDesk {
  const { account, name, kinds, expiresAt, usedOn } = one;
  return {
    account,
    name,
    kinds,
    expiresAt,
    state: stateOf(one, now),
    usedAt: usedOn === null ? null : usedOn * DAY_MS,
  };
}

function stateOf({ revokedAt, expiresAt, hasKeys, certified }: KnownService, now: number): ServiceState {
  if (revokedAt !== null) return "revoked";
  if (expiresAt <= now) return "over";
  if (certified) return "active";
  return hasKeys ? "uncertified" : "new";
}

/** What is wrong with what was written, if anything. */
export function faultOf({ name, kinds }: WrittenService): "name" | "kinds" | null {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.includes("/") || toUtf8(trimmed).length > MAX_NAME_BYTES) return "name";
  return kinds.length === 0 ? "kinds" : null;
}

/** Makes a service account; its token's text, which nobody can show again. */
export async function addService(ports: ServicePorts, written: WrittenService): Promise<Result<string>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const own = answered(await ports.http.ownBundle());
  if (!own.ok) return own;
  const now = ports.clock.now();
  const asked = { own: own.value, name: written.name.trim(), kinds: written.kinds };
  const made = proved(await ports.crypto.signService({ ...asked, expiresAt: now + written.days * DAY_MS, now }));
  if (!made.ok) return made;
  const kept = answered(await ports.identity.addService(made.value.service));
  return kept.ok ? { ok: true, value: made.value.token } : kept;
}

/** Its token opens nothing any more, at once. */
export async function revokeService(ports: ServicePorts, account: string): Promise<Result<null>> {
  return answered(await ports.identity.revokeService(idBytes(account)));
}
