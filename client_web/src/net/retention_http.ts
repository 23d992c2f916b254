import { toBase64url } from "../bytes/base64url.ts";
import { parsePerson, parseSignedBody, type SignedBody } from "../protocol/documents.ts";
import {
  DESTRUCTION_STATES,
  type KeptDestruction,
  type KeptEnd,
  type KeptHold,
  type KeptRecord,
  type RetentionHttp,
} from "../state/retention_http.ts";
import { bytes, number, object, UnreadableAnswer } from "./identity.ts";
import { list, nothing, ownPaper, signed, truth, withPaper } from "./release_bodies.ts";
import { request } from "./request.ts";

const MESSAGING = "/messaging/v1";

const signedOrNull = (value: unknown): SignedBody | null => (value === null ? null : parseSignedBody(value));

function end(value: unknown): KeptEnd {
  const json = object(value);
  return {
    conversation: bytes(json["conversation"]),
    sequence: number(json["sequence"]),
    head: bytes(json["head"]),
    lastAt: number(json["last_at"]),
    closed: truth(json["closed"]),
    destroyed: truth(json["destroyed"]),
  };
}

function record(value: unknown): KeptRecord {
  const json = object(value);
  return {
    client: bytes(json["client"]),
    ends: list(json["ends"], end),
    lastService: number(json["last_service"]),
    retention: signedOrNull(json["retention"]),
    dueAt: json["due_at"] === null ? null : number(json["due_at"]),
    held: truth(json["held"]),
  };
}

function hold(value: unknown): KeptHold {
  const json = object(value);
  return {
    hold: parseSignedBody(json["hold"]),
    paper: ownPaper(json["paper"]),
    keptAt: number(json["kept_at"]),
    lift: signedOrNull(json["lift"]),
    liftPaper: ownPaper(json["lift_paper"]),
  };
}

function destruction(value: unknown): KeptDestruction {
  const json = object(value);
  const state = DESTRUCTION_STATES.find((each) => each === json["state"]);
  if (state === undefined) throw new UnreadableAnswer();
  return {
    destruction: parseSignedBody(json["destruction"]),
    state,
    approval: json["approval"] === null ? null : bytes(json["approval"]),
    certificate: signedOrNull(json["certificate"]),
  };
}

/** The HTTP interface of retention, of the origin that this page came from. */
export const retentionHttp: RetentionHttp = {
  retention: () =>
    request({
      path: `${MESSAGING}/retention`,
      parse: (value) => {
        const json = object(value);
        return {
          schedule: signedOrNull(json["schedule"]),
          records: list(json["records"], record),
          people: list(json["people"], parsePerson),
        };
      },
    }),
  keepSchedule: (said) => request({ path: `${MESSAGING}/retention/schedule`, body: signed(said), parse: nothing }),
  keepRetention: (said) => request({ path: `${MESSAGING}/retention`, body: signed(said), parse: nothing }),
  holds: () =>
    request({
      path: `${MESSAGING}/holds`,
      parse: (value) => {
        const json = object(value);
        return { holds: list(json["holds"], hold), people: list(json["people"], parsePerson) };
      },
    }),
  hold: (made) => request({ path: `${MESSAGING}/holds`, body: withPaper(made), parse: nothing }),
  lift: (made) => request({ path: `${MESSAGING}/holds/lift`, body: withPaper(made), parse: nothing }),
  destructions: () =>
    request({
      path: `${MESSAGING}/destructions`,
      parse: (value) => {
        const json = object(value);
        return { destructions: list(json["destructions"], destruction), people: list(json["people"], parsePerson) };
      },
    }),
  destroy: (said) => request({ path: `${MESSAGING}/destructions`, body: signed(said), parse: nothing }),
  approveDestruction: (id, signature) =>
    request({
      path: `${MESSAGING}/destructions/approve`,
      body: { destruction: toBase64url(id), signature: toBase64url(signature) },
      parse: nothing,
    }),
};
