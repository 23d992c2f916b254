import { toBase64url } from "../bytes/base64url.ts";
import { list, parsePerson } from "../protocol/documents.ts";
import { parseNotices, signedJson } from "../protocol/notices.ts";
import type { NoticesHttp } from "../state/ports.ts";
import { request } from "./request.ts";

const PATH = "/messaging/v1/notices";
const nothing = (): null => null;

/** Notices over HTTP (protocol.md §1.5). */
export const noticesHttp: NoticesHttp = {
  notices: (before) =>
    request({ path: before === null ? PATH : `${PATH}?before=${toBase64url(before)}`, parse: parseNotices }),
  readNotices: (ids) => request({ path: `${PATH}/read`, body: { notices: ids.map(toBase64url) }, parse: nothing }),
  answerNotice: (signed) => request({ path: `${PATH}/answer`, body: signedJson(signed), parse: nothing }),
  certifiedPeople: () => request({ path: "/messaging/v1/people", parse: (value) => list(value, parsePerson) }),
  postNotice: ({ notice, sealed }) =>
    request({ path: PATH, body: { notice: signedJson(notice), sealed: toBase64url(sealed) }, parse: nothing }),
};
