import { toUtf8 } from "../bytes/utf8.ts";
import { compare } from "../bytes/order.ts";
import { count, counted, same, textAtMost } from "./checks.ts";
import { type Hashed, readHashed, type Shape } from "./fields.ts";
import { checkMayOrder } from "./order.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";
import type { CertifiedBundle } from "./trust.ts";

/** Retention (crypto.md §15.1): for how long a practice keeps what, and until when a client's record has to be kept. */

/** To whom a rule applies: to everyone, or to those whose retention names it. */
const APPLIES = ["everyone", "named"] as const;
export type Applies = (typeof APPLIES)[number];

const MOST_RULES = 64;
const MOST_YEARS = 100;
const MOST_MAJORITY = 30;
const MAX_RULE_NAME_BYTES = 100;

/** So many years after the last service, and so many after the day of majority: the later of the two. */
export interface RetentionRule {
  readonly name: string;
  readonly applies: Applies;
  readonly years: number;
  readonly majority: number;
  readonly yearsAfterMajority: number;
}

/** A practice's rules. */
export interface RetentionScheduleBody {
  readonly version: number;
  readonly rules: readonly RetentionRule[];
  readonly owner: Uint8Array;
  readonly at: number;
}

/** Until when a client's record is kept at least, under which rules besides everyone's. */
export interface RetentionBody {
  readonly client: Uint8Array;
  readonly scheduleHash: Uint8Array;
  readonly rules: readonly string[];
  readonly retainUntil: number;
  readonly officer: Uint8Array;
  readonly at: number;
}

export type RetentionSchedule = Hashed<RetentionScheduleBody>;
export type Retention = Hashed<RetentionBody>;

const SCHEDULE: Shape<RetentionScheduleBody> = {
  label: "webtherapy/v1/retention-schedule",
  parts: (s) => [
    s.version,
    s.rules.map((rule) => [rule.name, rule.applies, rule.years, rule.majority, rule.yearsAfterMajority]),
    s.owner,
    s.at,
  ],
  read: (fields) => {
    const schedule = {
      version: fields.uint(),
      rules: fields.rows((row) => ({
        name: row.text(),
        applies: row.word(APPLIES),
        years: row.uint(),
        majority: row.uint(),
        yearsAfterMajority: row.uint(),
      })),
      owner: fields.id(),
      at: fields.uint(),
    };
    checkSchedule(schedule);
    return schedule;
  },
};

const RETENTION: Shape<RetentionBody> = {
  label: "webtherapy/v1/retention",
  parts: (r) => [r.client, r.scheduleHash, r.rules, r.retainUntil, r.officer, r.at],
  read: (fields) => {
    const retention = {
      client: fields.id(),
      scheduleHash: fields.hash(),
      rules: fields.texts(),
      retainUntil: fields.uint(),
      officer: fields.id(),
      at: fields.uint(),
    };
    count(retention.rules, 0, MOST_RULES);
    retention.rules.forEach((name, at) => {
      const before = retention.rules[at - 1];
      if (before !== undefined && compare(toUtf8(before), toUtf8(name)) >= 0) throw new ProofError("bad_form");
    });
    return retention;
  },
};

function checkSchedule({ version, rules }: RetentionScheduleBody): void {
  counted(version);
  count(rules, 1, MOST_RULES);
  rules.forEach(checkRule);
  if (new Set(rules.map((rule) => rule.name)).size !== rules.length) throw new ProofError("bad_form");
  if (rules.every((rule) => rule.applies !== "everyone")) throw new ProofError("bad_form");
}

function checkRule(rule: RetentionRule): void {
  textAtMost(MAX_RULE_NAME_BYTES, rule.name);
  if (rule.name.trim() === "" || rule.years < 1 || rule.years > MOST_YEARS) throw new ProofError("bad_form");
  if (rule.majority > MOST_MAJORITY || rule.yearsAfterMajority > MOST_YEARS) throw new ProofError("bad_form");
}

export function makeSchedule(signer: SigningKey, schedule: RetentionScheduleBody): SignedBody {
  return signer.signBody(SCHEDULE, schedule);
}

/** Names of rules are put in their order. */
export function makeRetention(signer: SigningKey, retention: RetentionBody): SignedBody {
  const rules = [...retention.rules].sort((a, b) => compare(toUtf8(a), toUtf8(b)));
  return signer.signBody(RETENTION, { ...retention, rules });
}

/** From the body alone. */
export function readSchedule(body: Uint8Array): RetentionSchedule {
  return readHashed(SCHEDULE, body);
}

/** From the body alone. */
export function readRetention(body: Uint8Array): Retention {
  return readHashed(RETENTION, body);
}

/** An owner's word. Reasons: bad_signature, unknown_member, unlawful_role, and those of the body. */
export function verifySchedule(signed: SignedBody, owner: CertifiedBundle): RetentionSchedule {
  const said = verified(SCHEDULE, signed, owner.bundle.signingPublic);
  same(said.owner, owner.bundle.account, "unknown_member");
  if (owner.role !== "owner") throw new ProofError("unlawful_role");
  return said;
}

/**
 * An officer's word under this schedule. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis (another schedule), bad_form (a rule
 * that it does not have, or a time before what its rules ask for).
 */
export function verifyRetention(
  signed: SignedBody,
  officer: CertifiedBundle,
  schedule: RetentionSchedule,
  lastService: number,
): Retention {
  const said = verified(RETENTION, signed, officer.bundle.signingPublic);
  same(said.officer, officer.bundle.account, "unknown_member");
  checkMayOrder(officer);
  same(said.scheduleHash, schedule.hash, "wrong_basis");
  if (said.retainUntil < until(schedule.rules, said.rules, lastService)) throw new ProofError("bad_form");
  return said;
}

/**
 * Until when the rules ask to keep what was last added to then: the longest wins. `birth` is the first moment of that day, if it is known.
 * ProofError("bad_form") for a name that no rule has.
 */
export function until(
  rules: readonly RetentionRule[],
  named: readonly string[],
  lastService: number,
  birth: number | null = null,
): number {
  if (named.some((name) => rules.every((rule) => rule.name !== name))) throw new ProofError("bad_form");
  const applying = rules.filter((rule) => rule.applies === "everyone" || named.includes(rule.name));
  return Math.max(
    ...applying.map((rule) => {
      const served = yearsAfter(lastService, rule.years);
      if (birth === null) return served;
      return Math.max(served, yearsAfter(yearsAfter(birth, rule.majority), rule.yearsAfterMajority));
    }),
  );
}

/** The same moment of the year, so many years later, by the calendar in UTC; a 29 February that is none is 1 March. */
function yearsAfter(time: number, years: number): number {
  const moment = new Date(time);
  return moment.setUTCFullYear(moment.getUTCFullYear() + years);
}
