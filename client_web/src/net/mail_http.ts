import { toBase64url } from "../bytes/base64url.ts";
import type { MailHttp } from "../state/mail_http.ts";
import type { Answered } from "../state/ports.ts";
import { bytes, number, object, UnreadableAnswer } from "./identity.ts";
import { request } from "./request.ts";

const MAIL = "/messaging/v1/mail";
const ATTACHMENTS = "/messaging/v1/attachments";
/** A chunk is a quarter of a megabyte: whoever cannot send it in a minute begins anew with the next attempt. */
const PATIENCE_MS = 60_000;
const nothing = (): null => null;
const array = <T>(value: unknown, each: (item: unknown) => T): readonly T[] => {
  if (!Array.isArray(value)) throw new UnreadableAnswer();
  return value.map((item) => each(item));
};

/** Letters and what goes with them, of the origin that this page came from. */
export const mailHttp: MailHttp = {
  mail: () =>
    request({
      path: MAIL,
      parse: (value) => ({
        letters: array(object(value)["letters"], (item) => {
          const json = object(item);
          const [conversation, sender] = [bytes(json["conversation"]), bytes(json["sender"])];
          return { conversation, sequence: number(json["sequence"]), sender, read: json["read"] === true };
        }),
        archived: array(object(value)["archived"], bytes),
      }),
    }),
  readLetters: (conversation, sequences) =>
    request({
      path: `${MAIL}/read`,
      body: { conversation: toBase64url(conversation), sequences },
      parse: nothing,
    }),
  archive: (conversation, thread, archived) =>
    request({
      path: `${MAIL}/archive`,
      body: { conversation: toBase64url(conversation), thread: toBase64url(thread), archived },
      parse: nothing,
    }),
  begin: ({ conversation, attachment, chunks, bytes: size }) =>
    request({
      path: ATTACHMENTS,
      body: { conversation: toBase64url(conversation), attachment: toBase64url(attachment), chunks, bytes: size },
      parse: (value) => array(object(value)["kept"], number),
    }),
  putChunk: async (attachment, index, chunk) => {
    const body = new Uint8Array(chunk);
    const headers = { "Content-Type": "application/octet-stream" };
    const answer = await chunked(attachment, index, { method: "PUT", headers, body });
    return answer.ok ? { ok: true, value: null } : answer;
  },
  getChunk: (attachment, index) => chunked(attachment, index, { method: "GET" }),
};

async function chunked(attachment: Uint8Array, index: number, init: RequestInit): Promise<Answered<Uint8Array>> {
  try {
    const response = await fetch(`${ATTACHMENTS}/${toBase64url(attachment)}/${String(index)}`, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return { ok: true, value: new Uint8Array(await response.arrayBuffer()) };
    const { status } = response;
    const code = status === 409 ? "conflict" : status === 404 ? "not_for_you" : "try_again";
    return { ok: false, refusal: { kind: "refused", code, status, retryAfter: 0 } };
  } catch {
    return { ok: false, refusal: { kind: "unreachable" } };
  }
}
