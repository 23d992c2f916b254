import { parsePerson, parseSignedBody } from "../protocol/documents.ts";
import type { RecordRequests, RecordRequestsHttp } from "../state/record_requests_http.ts";
import type { KeptRecordRequest, KeptWord } from "../worker/record_request_port.ts";
import { number, object } from "./identity.ts";
import { list, nothing, ownPaper, withPaper } from "./release_bodies.ts";
import { request } from "./request.ts";

const RECORD_REQUESTS = "/messaging/v1/record-requests";

function word(value: unknown): KeptWord {
  const json = object(value);
  return {
    signed: parseSignedBody(json["signed"]),
    paper: ownPaper(json["paper"]),
    keptAt: number(json["kept_at"]),
  };
}

const wordOrNull = (value: unknown): KeptWord | null => (value === null ? null : word(value));

function recordRequest(value: unknown): KeptRecordRequest {
  const json = object(value);
  return {
    request: word(json["request"]),
    due: number(json["due"]),
    extension: wordOrNull(json["extension"]),
    answer: wordOrNull(json["answer"]),
    disagreement: wordOrNull(json["disagreement"]),
  };
}

/** Requests about records, from the answer's field of that name. */
export function recordRequests(value: unknown, name: "requests" | "record_requests"): RecordRequests {
  const json = object(value);
  return { requests: list(json[name], recordRequest), people: list(json["people"], parsePerson) };
}

/** The HTTP interface of requests about the record. */
export const recordRequestsHttp: Omit<RecordRequestsHttp, "requests"> = {
  recordRequests: () => request({ path: RECORD_REQUESTS, parse: (value) => recordRequests(value, "requests") }),
  askAboutRecord: (made) => request({ path: RECORD_REQUESTS, body: withPaper(made), parse: nothing }),
  answerAboutRecord: (made) => request({ path: `${RECORD_REQUESTS}/answer`, body: withPaper(made), parse: nothing }),
  disagree: (made) => request({ path: `${RECORD_REQUESTS}/disagree`, body: withPaper(made), parse: nothing }),
};
