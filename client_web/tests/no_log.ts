import type { RecordHttp } from "../src/state/record_http.ts";
import type { Answered } from "../src/state/ports.ts";

const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });

/** A service that keeps no log yet, and has no letters to draw with. */
export const noLog: RecordHttp = {
  checkpoint: () => yes(null),
  ownLeaves: () => yes([]),
  font: () => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } }),
};
