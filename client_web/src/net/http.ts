import { toBase64url } from "../bytes/base64url.ts";
import { parseConversations, parsePerson, parsePractice } from "../protocol/documents.ts";
import type { Http } from "../state/ports.ts";
import { parseIssued, parseReloadKey, parseSession, parseSignedIn } from "./identity.ts";
import { request } from "./request.ts";

const IDENTITY = "/identity/v1";
const MESSAGING = "/messaging/v1";
const nothing = (): null => null;

/** The HTTP interface (protocol.md §1) of the origin that this page came from. */
export const http: Http = {
  signIn: (number, authenticationKey) =>
    request({
      path: `${IDENTITY}/sign-in`,
      body: { number, authentication_key: toBase64url(authenticationKey) },
      parse: parseSignedIn,
    }),
  activation: (number, activation) =>
    request({
      path: `${IDENTITY}/activation`,
      body: { number, activation: toBase64url(activation) },
      parse: parseIssued,
    }),
  complete: ({ number, activation, authenticationKey, wrap }) =>
    request({
      path: `${IDENTITY}/activation/complete`,
      body: {
        number,
        activation: toBase64url(activation),
        authentication_key: toBase64url(authenticationKey),
        wrap: toBase64url(wrap),
      },
      parse: parseSignedIn,
    }),
  session: () => request({ path: `${IDENTITY}/session`, parse: parseSession }),
  swapReloadKey: (next) =>
    request({ path: `${IDENTITY}/session/reload-key`, body: { next: toBase64url(next) }, parse: parseReloadKey }),
  signOut: () => request({ path: `${IDENTITY}/sign-out`, body: {}, parse: nothing, lasting: true }),
  practice: () => request({ path: `${MESSAGING}/practice`, parse: parsePractice }),
  publishBundle: ({ body, signature }) =>
    request({
      path: `${MESSAGING}/bundle`,
      body: { bundle: { body: toBase64url(body), signature: toBase64url(signature) } },
      parse: nothing,
    }),
  ownBundle: () => request({ path: `${MESSAGING}/bundle`, parse: parsePerson }),
  conversations: () => request({ path: `${MESSAGING}/conversations`, parse: parseConversations }),
};
