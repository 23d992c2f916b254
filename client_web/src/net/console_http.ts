import { toBase64url } from "../bytes/base64url.ts";
import { toHex } from "../bytes/hex.ts";
import type {
  ConsoleHttp,
  IssuedAccount,
  KnownAccount,
  KnownService,
  ReportCell,
  TrailRow,
  TrailSide,
} from "../state/console_http.ts";
import { signedJson } from "../protocol/notices.ts";
import { bytes, number, object, text, UnreadableAnswer } from "./identity.ts";
import { request } from "./request.ts";

const IDENTITY = "/identity/v1";
const MESSAGING = "/messaging/v1";
const nothing = (): null => null;

/** The HTTP interface of the desk (protocol.md §1.7), of the origin that this page came from. */
export const consoleHttp: ConsoleHttp = {
  knownAccounts: () => request({ path: `${MESSAGING}/accounts`, parse: all(knownAccount) }),
  issuedAccounts: () => request({ path: `${IDENTITY}/accounts`, parse: all(issuedAccount) }),
  actOnAccount: ({ word, act, code, account }) =>
    request({
      path: `${MESSAGING}/accounts/${word}`,
      body: {
        act: { body: toBase64url(act.body), signature: toBase64url(act.signature) },
        code,
        account: toBase64url(account),
      },
      parse: nothing,
    }),
  shutAccount: (account) =>
    request({ path: `${IDENTITY}/accounts/deactivate`, body: { account: toBase64url(account) }, parse: nothing }),
  postPolicy: (body) => request({ path: `${MESSAGING}/policies`, body, parse: nothing }),
  trail: (side, before) =>
    request({
      path: `${side === "identity" ? IDENTITY : MESSAGING}/audit${before === null ? "" : `?before=${before}`}`,
      parse: (value) => all(trailRow(side))(object(value)["rows"]),
    }),
  services: () =>
    request({ path: `${MESSAGING}/services`, parse: (value) => all(knownService)(object(value)["services"]) }),
  addService: (service) => request({ path: `${MESSAGING}/services`, body: signedJson(service), parse: nothing }),
  revokeService: (account) =>
    request({ path: `${MESSAGING}/services/revoke`, body: { account: toBase64url(account) }, parse: nothing }),
  report: (month) =>
    request({
      path: `${MESSAGING}/reports?month=${encodeURIComponent(month)}`,
      parse: (value) => all(reportCell)(object(value)["cells"]),
    }),
};

function all<T>(parse: (value: unknown) => T): (value: unknown) => readonly T[] {
  return (value) => {
    if (!Array.isArray(value)) throw new UnreadableAnswer();
    return value.map(parse);
  };
}

function knownAccount(value: unknown): KnownAccount {
  const json = object(value);
  const { state, since } = json;
  if (state !== "active" && state !== "suspended") throw new UnreadableAnswer();
  return {
    account: toHex(bytes(json["account"])),
    role: text(json["role"]),
    certified: json["certified"] === true,
    state,
    since: since === null ? null : number(since),
  };
}

function issuedAccount(value: unknown): IssuedAccount {
  const json = object(value);
  const { state } = json;
  if (state !== "active" && state !== "closed") throw new UnreadableAnswer();
  return {
    account: toHex(bytes(json["account"])),
    role: text(json["role"]),
    state,
    issuedAt: number(json["issued_at"]),
  };
}

function trailRow(side: TrailSide): (value: unknown) => TrailRow {
  return (value) => {
    const json = object(value);
    const perhaps = (id: unknown): string | null => (id === null ? null : toHex(bytes(id)));
    return {
      side,
      number: number(json["number"]),
      at: number(json["at"]),
      actor: perhaps(json["actor"]),
      act: text(json["act"]),
      subject: perhaps(json["subject"]),
    };
  };
}

function knownService(value: unknown): KnownService {
  const json = object(value);
  const perhaps = (found: unknown): number | null => (found === null ? null : number(found));
  return {
    account: toHex(bytes(json["account"])),
    name: text(json["name"]),
    kinds: all(text)(json["kinds"]),
    expiresAt: number(json["expires_at"]),
    usedOn: perhaps(json["used_on"]),
    revokedAt: perhaps(json["revoked_at"]),
    hasKeys: json["has_keys"] === true,
    certified: json["certified"] === true,
  };
}

function reportCell(value: unknown): ReportCell {
  const json = object(value);
  return { measure: text(json["measure"]), group: text(json["group"]), count: number(json["count"]) };
}
