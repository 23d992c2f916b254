import { RECONNECT_BASE_MS, RECONNECT_MAX_MS } from "../protocol/limits.ts";

/** The wait before connection attempt `attempt` (0, 1, …): random below min(30 s, 0.5 s · 2^attempt) (protocol.md §6). */
export function backoff(attempt: number, fraction: number): number {
  return Math.floor(fraction * Math.min(RECONNECT_MAX_MS, RECONNECT_BASE_MS * 2 ** Math.min(attempt, 16)));
}
