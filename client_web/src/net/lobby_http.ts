import type { LobbyHttp, Therapist } from "../state/lobby_http.ts";
import { readBuild } from "./build_http.ts";
import { object, text, UnreadableAnswer } from "./identity.ts";
import { identityHttp } from "./identity_http.ts";
import { request } from "./request.ts";

const MESSAGING = "/messaging/v1";
const ID = /^[A-Za-z0-9_-]{22}$/;

/** Bounds of crypto.md §12.2: whatever is longer was not published by this practice. */
const MOST_THERAPISTS = 2000;
const MOST_WORDS = 12;

const nothing = (): null => null;

function list<T>(value: unknown, most: number, each: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value) || value.length > most) throw new UnreadableAnswer();
  return value.map((item) => each(item));
}

/** An id as the service writes it: it becomes part of an address, so nothing else may. */
function id(value: unknown): string {
  const read = text(value);
  if (!ID.test(read)) throw new UnreadableAnswer();
  return read;
}

function therapist(value: unknown): Therapist {
  const json = object(value);
  const name = text(json["name"]);
  if (name === "") throw new UnreadableAnswer();
  const photo = json["photo"] ?? null;
  return {
    therapist: id(json["therapist"]),
    name,
    credentials: text(json["credentials"]),
    approaches: list(json["approaches"], MOST_WORDS, text),
    languages: list(json["languages"], MOST_WORDS, text),
    about: text(json["about"]),
    photo: photo === null ? null : `${MESSAGING}/directory/photo/${id(photo)}`,
  };
}

/** GET directory. */
export function parseDirectory(value: unknown): readonly Therapist[] {
  return list(object(value)["therapists"], MOST_THERAPISTS, therapist);
}

/** What everyone may ask of the origin that this page came from. */
export const lobbyHttp: LobbyHttp = {
  directory: () => request({ path: `${MESSAGING}/directory`, parse: parseDirectory }),
  policies: (audience) => identityHttp.policies(audience),
  build: readBuild,
  warn: (warning) => request({ path: `${MESSAGING}/warnings`, body: warning, parse: nothing }),
};
