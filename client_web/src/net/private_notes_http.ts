import { toBase64url } from "../bytes/base64url.ts";
import type { PrivateNotesHttp, StoredNote, StoredPlace } from "../state/private_notes_http.ts";
import { bytes, number, object, UnreadableAnswer } from "./identity.ts";
import { request } from "./request.ts";

const NOTES = "/messaging/v1/private-notes";

function list<T>(value: unknown, parse: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new UnreadableAnswer();
  return value.map((item) => parse(item));
}

function place(value: unknown): StoredPlace {
  const json = object(value);
  return {
    conversation: bytes(json["conversation"]),
    client: bytes(json["client"]),
    openedAt: number(json["opened_at"]),
    notes: number(json["notes"]),
    lastAt: json["last_at"] === null ? null : number(json["last_at"]),
  };
}

function note(value: unknown): StoredNote {
  const json = object(value);
  return {
    note: bytes(json["note"]),
    conversation: bytes(json["conversation"]),
    version: number(json["version"]),
    sealed: json["sealed"] === null ? null : bytes(json["sealed"]),
  };
}

/** The HTTP interface of a therapist's notes, of the origin that this page came from. */
export const privateNotesHttp: PrivateNotesHttp = {
  notePlaces: () => request({ path: `${NOTES}/places`, parse: (value) => list(object(value)["places"], place) }),
  notes: (conversation, before) => {
    const behind = before === null ? "" : `&before=${toBase64url(before)}`;
    const path = `${NOTES}?conversation=${toBase64url(conversation)}${behind}`;
    return request({ path, parse: (value) => list(object(value)["notes"], note) });
  },
  note: (id) => request({ path: `${NOTES}/one?note=${toBase64url(id)}`, parse: note }),
  keepNote: (kept) =>
    request({
      path: NOTES,
      body: {
        note: toBase64url(kept.note),
        conversation: toBase64url(kept.conversation),
        version: kept.version,
        sealed: kept.sealed === null ? null : toBase64url(kept.sealed),
      },
      parse: () => null,
      lasting: true,
    }),
};
