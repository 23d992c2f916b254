import type { RecordLogHttp } from "../src/state/ports.ts";

/** A service whose record log cannot be watched just now. */
export const noWatch: RecordLogHttp = {
  logSince: () => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } }),
  logWitnessed: () => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } }),
  ownLeaves: () => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } }),
};
