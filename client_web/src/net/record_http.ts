import { fromUtf8 } from "../bytes/utf8.ts";
import type { RecordHttp } from "../state/record_http.ts";
import { FONT_URL } from "./font.ts";
import { LOG, recordLogHttp } from "./record_log_http.ts";
import { transfer } from "./request.ts";

/** The record log (protocol.md §1.8), and the font of the build. */
export const recordHttp: RecordHttp = {
  ownLeaves: (after, size) => recordLogHttp.ownLeaves(after, size),
  checkpoint: async () => {
    const answer = await transfer(`${LOG}/checkpoint`, null);
    if (answer.ok) return { ok: true, value: fromUtf8(answer.value) };
    const none = answer.refusal.kind === "refused" && answer.refusal.status === 404;
    return none ? { ok: true, value: null } : answer;
  },
  font: () => transfer(FONT_URL, null),
};
