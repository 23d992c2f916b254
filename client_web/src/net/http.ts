import { toBase64url } from "../bytes/base64url.ts";
import { parseConversations, parsePerson, parsePractice } from "../protocol/documents.ts";
import type { Http } from "../state/ports.ts";
import { parseIssued, parseReloadKey } from "./identity.ts";
import { idle, sessionFacts, signedIn } from "./identity_answers.ts";
import { noticesHttp } from "./notices_http.ts";
import { recordLogHttp } from "./record_log_http.ts";
import { request } from "./request.ts";

const IDENTITY = "/identity/v1";
const MESSAGING = "/messaging/v1";
const nothing = (): null => null;

/** The HTTP interface (protocol.md §1) of the origin that this page came from. */
export const http: Http = {
  ...noticesHttp,
  ...recordLogHttp,
  activation: (number, activation) =>
    request({
      path: `${IDENTITY}/activation`,
      body: { number, activation: toBase64url(activation) },
      parse: parseIssued,
    }),
  completeActivation: ({ number, activation, authenticationKey, wrap, device }) =>
    request({
      path: `${IDENTITY}/activation/complete`,
      body: {
        number,
        activation: toBase64url(activation),
        authentication_key: toBase64url(authenticationKey),
        wrap: toBase64url(wrap),
        device,
      },
      parse: signedIn,
    }),
  session: () => request({ path: `${IDENTITY}/session`, parse: sessionFacts }),
  activity: (age) => request({ path: `${IDENTITY}/session/activity`, body: { age }, parse: idle }),
  swapReloadKey: (next) =>
    request({ path: `${IDENTITY}/session/reload-key`, body: { next: toBase64url(next) }, parse: parseReloadKey }),
  signOut: () => request({ path: `${IDENTITY}/sign-out`, body: {}, parse: nothing, lasting: true }),
  practice: () => request({ path: `${MESSAGING}/practice`, parse: parsePractice }),
  publishBundle: ({ body, signature, predecessorSignature }) =>
    request({
      path: `${MESSAGING}/bundle`,
      body: {
        bundle: { body: toBase64url(body), signature: toBase64url(signature) },
        ...(predecessorSignature === null ? {} : { predecessor_signature: toBase64url(predecessorSignature) }),
      },
      parse: nothing,
    }),
  ownBundle: () => request({ path: `${MESSAGING}/bundle`, parse: parsePerson }),
  conversations: () => request({ path: `${MESSAGING}/conversations`, parse: parseConversations }),
};
