import { toBase64url } from "../bytes/base64url.ts";
import { parsePerson, parseSignedBody } from "../protocol/documents.ts";
import type { Person } from "../protocol/documents.ts";
import { PART2_STATUSES } from "../state/release_http.ts";
import type {
  FormText,
  KeptConsent,
  KeptDisclosure,
  KeptMarking,
  KeptProcess,
  KeptWarning,
  Part2Status,
  ReleaseHttp,
} from "../state/release_http.ts";
import type { OwedPaper } from "../worker/release_port.ts";
import { bytes, number, object, text as readText, UnreadableAnswer } from "./identity.ts";
import { list, nothing, ownPaper, signed, truth, withPaper } from "./release_bodies.ts";
import { recordRequests, recordRequestsHttp } from "./record_requests_http.ts";
import { request } from "./request.ts";
import { retentionHttp } from "./retention_http.ts";

const MESSAGING = "/messaging/v1";
const text = toBase64url;
function status(value: unknown): Part2Status {
  const known = PART2_STATUSES.find((each) => each === value);
  if (known === undefined) throw new UnreadableAnswer();
  return known;
}

function consent(value: unknown): KeptConsent {
  const json = object(value);
  return {
    consent: parseSignedBody(json["consent"]),
    paper: ownPaper(json["paper"]),
    part2: status(json["part2"]),
    keptAt: number(json["kept_at"]),
    due: number(json["due"]),
    revokedAt: json["revoked_at"] === null ? null : number(json["revoked_at"]),
    denied: json["denial"] !== null,
    extended: json["extension"] !== null,
    handedOut: number(json["handed_out"]),
  };
}

function disclosure(value: unknown): KeptDisclosure {
  const json = object(value);
  return {
    disclosure: parseSignedBody(json["disclosure"]),
    paper: ownPaper(json["paper"]),
    hipaa: truth(json["hipaa"]),
    part2: truth(json["part2"]),
  };
}

function warning(value: unknown): KeptWarning {
  const json = object(value);
  return {
    warning: parseSignedBody(json["warning"]),
    paper: ownPaper(json["paper"]),
    keptAt: number(json["kept_at"]),
    accounted: truth(json["accounted"]),
    countersignature: json["countersignature"] === null ? null : parseSignedBody(json["countersignature"]),
    destroyed: truth(json["destroyed"]),
  };
}

function process(value: unknown): KeptProcess {
  const json = object(value);
  return {
    process: parseSignedBody(json["process"]),
    paper: ownPaper(json["paper"]),
    part2: status(json["part2"]),
    keptAt: number(json["kept_at"]),
    approval: json["approval"] === null ? null : bytes(json["approval"]),
  };
}

function marking(value: unknown): KeptMarking {
  const json = object(value);
  return {
    part2: status(json["part2"]),
    marking: json["marking"] === null ? null : parseSignedBody(json["marking"]),
    people: list(json["people"], parsePerson),
  };
}

function form(value: unknown): FormText {
  const json = object(value);
  return { form: readText(json["form"]), version: number(json["version"]), text: readText(json["text"]) };
}

function owedPapers(value: unknown): { readonly reader: Person | null; readonly papers: readonly OwedPaper[] } {
  const json = object(value);
  const papers = list(json["papers"], (item): OwedPaper => {
    const row = object(item);
    const paper = ownPaper(row["paper"]);
    if (paper === null) throw new UnreadableAnswer();
    return { hash: bytes(row["hash"]), paper };
  });
  return { reader: json["reader"] === null ? null : parsePerson(json["reader"]), papers };
}

const disclosures = (value: unknown): readonly KeptDisclosure[] => list(object(value)["disclosures"], disclosure);

/** The HTTP interface of releases, of the origin that this page came from. */
export const releaseHttp: ReleaseHttp = {
  ...retentionHttp,
  ...recordRequestsHttp,
  forms: () => request({ path: `${MESSAGING}/forms`, parse: (value) => list(object(value)["forms"], form) }),
  officers: () =>
    request({ path: `${MESSAGING}/officers`, parse: (value) => list(object(value)["people"], parsePerson) }),
  consents: () =>
    request({
      path: `${MESSAGING}/consents`,
      parse: (value) => {
        const json = object(value);
        return { part2: status(json["part2"]), consents: list(json["consents"], consent) };
      },
    }),
  sign: (made) => request({ path: `${MESSAGING}/consents`, body: withPaper(made), parse: nothing }),
  revoke: (revocation) => request({ path: `${MESSAGING}/consents/revoke`, body: signed(revocation), parse: nothing }),
  accounting: () => request({ path: `${MESSAGING}/accounting`, parse: disclosures }),
  requests: () =>
    request({
      path: `${MESSAGING}/requests`,
      parse: (value) => ({
        consents: list(object(value)["requests"], consent),
        about: recordRequests(value, "record_requests"),
      }),
    }),
  decide: (decision, told) =>
    request({
      path: `${MESSAGING}/requests/decide`,
      body: { decision: signed(decision), told: { notice: signed(told.notice), sealed: text(told.sealed) } },
      parse: nothing,
    }),
  part2: (client) => request({ path: `${MESSAGING}/part2?client=${text(client)}`, parse: marking }),
  mark: (said) => request({ path: `${MESSAGING}/part2`, body: signed(said), parse: nothing }),
  processes: () =>
    request({ path: `${MESSAGING}/processes`, parse: (value) => list(object(value)["processes"], process) }),
  keepProcess: (made) => request({ path: `${MESSAGING}/processes`, body: withPaper(made), parse: nothing }),
  approveProcess: (id, signature) =>
    request({
      path: `${MESSAGING}/processes/approve`,
      body: { process: text(id), signature: text(signature) },
      parse: nothing,
    }),
  warnings: () =>
    request({
      path: `${MESSAGING}/given-warnings`,
      parse: (value) => {
        const json = object(value);
        return { warnings: list(json["warnings"], warning), people: list(json["people"], parsePerson) };
      },
    }),
  warn: (made) => request({ path: `${MESSAGING}/given-warnings`, body: withPaper(made), parse: nothing }),
  countersign: (word) =>
    request({ path: `${MESSAGING}/given-warnings/countersign`, body: signed(word), parse: nothing }),
  owedPapers: () => request({ path: `${MESSAGING}/papers/owed`, parse: owedPapers }),
  admit: (made) =>
    request({
      path: `${MESSAGING}/papers/admissions`,
      body: { admission: signed(made.signed), wraps: made.wraps.map(text) },
      parse: nothing,
    }),
  disclosures: () => request({ path: `${MESSAGING}/disclosures`, parse: disclosures }),
  notesForms: () =>
    request({
      path: `${MESSAGING}/private-notes/consents`,
      parse: (value) => {
        const json = object(value);
        return { consents: list(json["consents"], consent), people: list(json["people"], parsePerson) };
      },
    }),
  disclose: (made) => request({ path: `${MESSAGING}/disclosures`, body: withPaper(made), parse: nothing }),
};
