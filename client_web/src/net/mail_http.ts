import { toBase64url } from "../bytes/base64url.ts";
import type { MailHttp } from "../state/mail_http.ts";
import { bytes, number, object, UnreadableAnswer } from "./identity.ts";
import { request, transfer } from "./request.ts";

const MAIL = "/messaging/v1/mail";
const ATTACHMENTS = "/messaging/v1/attachments";
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
  readLetters: (conversation, sequences, discreet) =>
    request({
      path: `${MAIL}/read`,
      body: { conversation: toBase64url(conversation), sequences, discreet },
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
    const answer = await transfer(placeOf(attachment, index), new Uint8Array(chunk));
    return answer.ok ? { ok: true, value: null } : answer;
  },
  getChunk: (attachment, index) => transfer(placeOf(attachment, index), null),
};

function placeOf(attachment: Uint8Array, index: number): string {
  return `${ATTACHMENTS}/${toBase64url(attachment)}/${String(index)}`;
}
