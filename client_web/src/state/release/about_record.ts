import { equal } from "../../bytes/equal.ts";
import { toHex } from "../../bytes/hex.ts";
import { readRecordAnswerBody, readRecordRequestBody } from "../../crypto/record_request.ts";
import type { RequestGround, RequestKind } from "../../crypto/record_request.ts";
import type { Person } from "../../protocol/documents.ts";
import type { KeptRecordRequest, RecordRequestPort, ShownRecordRequest } from "../../worker/record_request_port.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** A client's request about their record, as it stands (crypto.md §13.5). */

export { DENIALS, REQUEST_KINDS } from "../../crypto/record_request.ts";
export type { RequestGround, RequestKind } from "../../crypto/record_request.ts";
export type { ShownAnswer, ShownRecordRequest } from "../../worker/record_request_port.ts";

const DAY_MS = 86_400_000;
const EXTENSION_DAYS = 30;

/** How it stands. `late`: the practice should have answered. `said`: the client has said something to a no. */
export type AboutStanding = "waiting" | "late" | "accepted" | "denied" | "said";

export interface AboutRecord {
  /** The request's id, in hexadecimal digits. */
  readonly key: string;
  readonly kind: RequestKind;
  readonly client: string;
  /** The client as the practice shows them; null when they are not certified any more. */
  readonly person: Person | null;
  readonly kept: KeptRecordRequest;
  /** Null where it does not hold, or cannot be read here. */
  readonly shown: ShownRecordRequest | null;
  readonly standing: AboutStanding;
  /** Whole days until it is due; negative once it is late. */
  readonly days: number;
}

/** What the practice says to it, in words for the client. `linkedTo`: what of the record a yes belongs to. */
export interface AboutAnswer {
  readonly ground: RequestGround;
  readonly words: string;
  readonly linkedTo: string;
  /** What the client may do about a no. */
  readonly rights: string;
}

/** A kept request, verified. */
export async function aboutRecord(
  crypto: Pick<RecordRequestPort, "readRecordRequest">,
  kept: KeptRecordRequest,
  people: readonly Person[],
  now: number,
): Promise<AboutRecord> {
  const { requestId, kind, client } = readRecordRequestBody(kept.request.signed.body);
  const person = people.find(({ account }) => equal(account, client)) ?? null;
  const read = person === null ? null : await crypto.readRecordRequest({ kept, client: person, people });
  const shown = read?.ok === true ? read.value : null;
  const days = Math.floor((kept.due - now) / DAY_MS);
  const standing = standingOf(kept, days);
  return { key: toHex(requestId), kind, client: toHex(client), person, kept, shown, standing, days };
}

/** Whether more time may still be asked for: once, and while there is some. */
export function mayExtend({ kept, days }: AboutRecord): boolean {
  return kept.extension === null && days >= 0;
}

/** Whether the client may still say something to a no. */
export function mayDisagree({ kind, standing, shown }: AboutRecord): boolean {
  return kind === "amendment" && standing === "denied" && shown !== null && shown.answer !== "broken";
}

/** Signs what an officer or owner says to it, and tells the client. */
export async function answerAbout(
  { crypto, http, release, clock }: MePorts,
  { kept, person }: AboutRecord,
  { ground, words, linkedTo, rights }: AboutAnswer,
): Promise<Result<null>> {
  if (person === null) return { ok: false, mistake: { kind: "proof", reason: "unknown_member" } };
  const asked = await every([http.ownBundle(), release.officers()]);
  if (!asked.ok) return asked;
  const [own, officers] = asked.value;
  const answer = ground === "agreed" ? "accept" : ground === "longer" ? "extend" : "deny";
  const beside = { readers: { own, officers }, client: person, request: kept.request.signed, now: clock.now() };
  const made = proved(
    await crypto.signRecordAnswer({
      ...beside,
      answer,
      ground,
      until: answer === "extend" ? kept.due + EXTENSION_DAYS * DAY_MS : 0,
      values: {
        words,
        ...(answer === "accept" ? { "linked-to": linkedTo } : {}),
        ...(answer === "deny" ? { rights } : {}),
      },
    }),
  );
  return made.ok ? answered(await release.answerAboutRecord(made.value)) : made;
}

function standingOf(kept: KeptRecordRequest, days: number): AboutStanding {
  if (kept.answer === null) return days < 0 ? "late" : "waiting";
  if (readRecordAnswerBody(kept.answer.signed.body).answer === "accept") return "accepted";
  return kept.disagreement === null ? "denied" : "said";
}
