import { toBase64url } from "../bytes/base64url.ts";
import { parsePerson, parseSignedBody, type Person, type SignedBody } from "../protocol/documents.ts";
import {
  type KeptIntake,
  type KeptProfile,
  type Load,
  type MatchingHttp,
  type Proposal,
  PROPOSAL_STATES,
  type Waiting,
} from "../state/matching_http.ts";
import type { NoticeToSend, SealedDocument } from "../worker/matching_port.ts";
import { bytes, number, object, UnreadableAnswer } from "./identity.ts";
import { request } from "./request.ts";

const IDENTITY = "/identity/v1";
const MESSAGING = "/messaging/v1";
const nothing = (): null => null;
const text = toBase64url;

const signed = ({ body, signature }: SignedBody): object => ({ body: text(body), signature: text(signature) });
const notice = (made: NoticeToSend): object => ({ notice: signed(made.notice), sealed: text(made.sealed) });
const perhaps = (value: Uint8Array | null): string | null => (value === null ? null : text(value));

function orNull<T>(value: unknown, parse: (item: unknown) => T): T | null {
  return value === null || value === undefined ? null : parse(value);
}

function list<T>(value: unknown, parse: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new UnreadableAnswer();
  return value.map((item) => parse(item));
}

function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new UnreadableAnswer();
  return value;
}

/** A document and the reader's wrap; `name` is what the service calls its signed body. */
function sealed(value: unknown, name: string): SealedDocument {
  const json = object(value);
  return { signed: parseSignedBody(json[name]), sealed: bytes(json["sealed"]), wrap: bytes(json["wrap"]) };
}

function keptIntake(value: unknown): KeptIntake | null {
  const version = number(object(value)["version"]);
  return version === 0 ? null : { version, document: sealed(value, "intake") };
}

function keptProfile(value: unknown): KeptProfile | null {
  const json = object(value);
  const version = number(json["version"]);
  if (version === 0) return null;
  return {
    account: bytes(json["account"]),
    version,
    profile: parseSignedBody(json["profile"]),
    photo: orNull(json["photo"], bytes),
    published: truth(json["published"]),
    shown: orNull(json["shown"], number),
  };
}

function proposal(value: unknown): Proposal {
  const json = object(value);
  const state = PROPOSAL_STATES.find((each) => each === json["state"]);
  if (state === undefined) throw new UnreadableAnswer();
  return {
    conversation: bytes(json["conversation"]),
    therapist: bytes(json["therapist"]),
    replaces: orNull(json["replaces"], bytes),
    state,
    proposedAt: number(json["proposed_at"]),
  };
}

function waiting(value: unknown): Waiting {
  const json = object(value);
  return {
    account: bytes(json["account"]),
    since: number(json["since"]),
    wish: orNull(json["wish"], bytes),
    change: orNull(json["change"], parseSignedBody),
    proposal: orNull(json["proposal"], proposal),
  };
}

function load(value: unknown): Load {
  const json = object(value);
  return { account: bytes(json["account"]), open: number(json["open"]) };
}

const people = (value: unknown): readonly Person[] => list(value, parsePerson);

/** The HTTP interface of intake and matching, of the origin that this page came from. */
export const matchingHttp: MatchingHttp = {
  intake: () => request({ path: `${IDENTITY}/intake`, parse: keptIntake }),
  saveIntake: ({ intake, sealed: fields, wraps }) =>
    request({
      path: `${IDENTITY}/intake`,
      body: {
        intake: signed(intake),
        sealed: text(fields),
        wraps: wraps.map(({ account, wrap }) => ({ account: text(account), wrap: text(wrap) })),
      },
      parse: nothing,
    }),
  readIntake: (account) =>
    request({
      path: `${IDENTITY}/intake/read`,
      body: { account: text(account) },
      parse: (value) => sealed(value, "intake"),
    }),
  readContactCard: (account) =>
    request({
      path: `${IDENTITY}/contact-card/read`,
      body: { account: text(account) },
      parse: (value) => sealed(value, "card"),
    }),
  wish: () => request({ path: `${MESSAGING}/wish`, parse: (value) => orNull(object(value)["therapist"], bytes) }),
  saveWish: (therapist) =>
    request({ path: `${MESSAGING}/wish`, body: { therapist: perhaps(therapist) }, parse: nothing }),
  profile: () => request({ path: `${MESSAGING}/profile`, parse: keptProfile }),
  saveProfile: (profile, photo) =>
    request({
      path: `${MESSAGING}/profile`,
      body: { profile: signed(profile), photo: perhaps(photo) },
      parse: nothing,
    }),
  profiles: () =>
    request({
      path: `${MESSAGING}/profiles`,
      parse: (value) => list(value, keptProfile).filter((each) => each !== null),
    }),
  publish: (account, version, published) =>
    request({
      path: `${MESSAGING}/profiles/publish`,
      body: { account: text(account), version, published },
      parse: nothing,
    }),
  queue: () => request({ path: `${MESSAGING}/queue`, parse: (value) => list(value, waiting) }),
  caseload: () => request({ path: `${MESSAGING}/caseload`, parse: (value) => list(value, load) }),
  propose: (match, made, replaces) =>
    request({
      path: `${MESSAGING}/proposals`,
      body: { match: signed(match), notices: [notice(made)], replaces: perhaps(replaces) },
      parse: nothing,
    }),
  withdraw: (conversation) =>
    request({
      path: `${MESSAGING}/proposals/withdraw`,
      body: { conversation: text(conversation) },
      parse: nothing,
    }),
  uncertified: () => request({ path: `${MESSAGING}/uncertified`, parse: people }),
  people: () => request({ path: `${MESSAGING}/people`, parse: people }),
  certify: (certificate) => request({ path: `${MESSAGING}/certificates`, body: signed(certificate), parse: nothing }),
  postNotice: (made) => request({ path: `${MESSAGING}/notices`, body: notice(made), parse: nothing }),
};
