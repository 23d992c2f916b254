import { fromUtf8 } from "../bytes/utf8.ts";
import type { RecordHttp } from "../state/record_http.ts";
import { FONT_URL } from "./font.ts";
import { bytes, number, object, UnreadableAnswer } from "./identity.ts";
import { request, transfer } from "./request.ts";

const LOG = "/messaging/v1/log";

/** The record log (protocol.md §1.8), and the font of the build. */
export const recordHttp: RecordHttp = {
  checkpoint: async () => {
    const answer = await transfer(`${LOG}/checkpoint`, null);
    if (answer.ok) return { ok: true, value: fromUtf8(answer.value) };
    const none = answer.refusal.kind === "refused" && answer.refusal.status === 404;
    return none ? { ok: true, value: null } : answer;
  },
  leaves: (after) =>
    request({
      path: after < 0 ? `${LOG}/leaves` : `${LOG}/leaves?after=${String(after)}`,
      parse: (value) =>
        array(object(value)["leaves"]).map((item) => {
          const json = object(item);
          return { place: number(json["place"]), record: bytes(json["record"]), salt: bytes(json["salt"]) };
        }),
    }),
  inclusion: (place, size) =>
    request({
      path: `${LOG}/inclusion?place=${String(place)}&size=${String(size)}`,
      parse: (value) => array(object(value)["proof"]).map(bytes),
    }),
  font: () => transfer(FONT_URL, null),
};

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new UnreadableAnswer();
  return value;
}
