import { toBase64url } from "../bytes/base64url.ts";
import {
  bytes,
  list,
  number,
  object,
  orNull,
  parsePerson,
  parseSignedBody,
  type Person,
  type SignedBody,
} from "./documents.ts";

/** Notices in the JSON of the HTTP interface (protocol.md §1.5). */

/** One notice, as its recipient gets it; times are Unix milliseconds. */
export interface NoticeDocument {
  readonly notice: SignedBody;
  readonly sealed: Uint8Array;
  readonly postedAt: number;
  readonly readAt: number | null;
  readonly answer: SignedBody | null;
  /** Of kind "match": what it asks about. */
  readonly match: SignedBody | null;
}

/** GET /messaging/v1/notices: a page of them, newest first, their senders, and what owners say of the practice's systems among these. */
export interface NoticesDocument {
  readonly notices: readonly NoticeDocument[];
  readonly people: readonly Person[];
  readonly services: readonly SignedBody[];
}

/** So many make a page: there may be more when so many came. */
export const PAGE_ROWS = 50;

/** @throws MalformedDocument */
export function parseNotices(value: unknown): NoticesDocument {
  const json = object(value);
  return {
    notices: list(json["notices"], parseNotice),
    people: list(json["people"], parsePerson),
    services: list(json["services"], parseSignedBody),
  };
}

function parseNotice(value: unknown): NoticeDocument {
  const json = object(value);
  return {
    notice: parseSignedBody(json["notice"]),
    sealed: bytes(json["sealed"]),
    postedAt: number(json["posted_at"]),
    readAt: orNull(json["read_at"], number),
    answer: orNull(json["answer"], parseSignedBody),
    match: orNull(json["match"], parseSignedBody),
  };
}

/** A signed body for a request. */
export function signedJson({ body, signature }: SignedBody): { readonly body: string; readonly signature: string } {
  return { body: toBase64url(body), signature: toBase64url(signature) };
}
