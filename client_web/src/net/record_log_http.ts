import { parseAdvance, parseLeaves, parseWitnessed } from "../protocol/record_log.ts";
import type { RecordLogHttp } from "../state/ports.ts";
import { request } from "./request.ts";

export const LOG = "/messaging/v1/log";

/** The record log over HTTP (protocol.md §1.8). */
export const recordLogHttp: RecordLogHttp = {
  logSince: (before) => request({ path: `${LOG}/consistency?before=${before}`, parse: parseAdvance }),
  logWitnessed: () => request({ path: `${LOG}/witnessed`, parse: parseWitnessed }),
  ownLeaves: (after, size) =>
    request({ path: `${LOG}/leaves?size=${size}${after === null ? "" : `&after=${after}`}`, parse: parseLeaves }),
};
