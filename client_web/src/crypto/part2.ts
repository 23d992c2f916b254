import type { Bundle } from "./bundle.ts";
import { same } from "./checks.ts";
import type { Hashed, Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/**
 * Drug and alcohol treatment records (42 CFR part 2; crypto.md §13.2): whether a record is of that kind, and what goes with it.
 * Nothing said is as good as yes: only a named reviewer's word clears a record.
 */

export const PART2_STATUSES = ["pending", "confirmed", "cleared"] as const;
export type Part2Status = (typeof PART2_STATUSES)[number];

/** Why a reviewer says so. */
export const PART2_GROUNDS = ["programme", "not-a-programme", "no-such-treatment"] as const;
export type Part2Ground = (typeof PART2_GROUNDS)[number];

/** A reviewer's word on a client's record. */
export interface Part2MarkingBody {
  readonly client: Uint8Array;
  readonly status: Part2Status;
  readonly ground: Part2Ground;
  readonly reviewer: Uint8Array;
  readonly at: number;
}

export type Part2Marking = Hashed<Part2MarkingBody>;

const MARKING: Shape<Part2MarkingBody> = {
  label: "webtherapy/v1/part2-marking",
  parts: (m) => [m.client, m.status, m.ground, m.reviewer, m.at],
  read: (fields) => {
    const marking = {
      client: fields.id(),
      status: fields.word(PART2_STATUSES),
      ground: fields.word(PART2_GROUNDS),
      reviewer: fields.id(),
      at: fields.uint(),
    };
    const confirms = marking.status === "confirmed";
    if (marking.status === "pending" || confirms !== (marking.ground === "programme")) throw new ProofError("bad_form");
    return marking;
  },
};

/** Which notice of 42 CFR 2.32 goes with what is disclosed. */
export const STATEMENT_KINDS = ["none", "part2-long", "part2-short"] as const;
export type Statement = (typeof STATEMENT_KINDS)[number];

/** Byte for byte as 42 CFR 2.32(a) has them since 2024. */
export const STATEMENTS: Readonly<Record<Statement, string>> = {
  none: "",
  "part2-long":
    "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). " +
    "These rules prohibit you from using or disclosing this record, or testimony that describes the information " +
    "contained in this record, in any civil, criminal, administrative, or legislative proceedings by any Federal, " +
    "State, or local authority, against the patient, unless authorized by the consent of the patient, except as " +
    "provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with 42 CFR 2.64 or 2.65. In addition, " +
    "the Federal rules prohibit you from making any other use or disclosure of this record unless at least one of " +
    "the following applies:\n" +
    "(i) Further use or disclosure is expressly permitted by the written consent of the individual whose " +
    "information is being disclosed in this record or as otherwise permitted by 42 CFR part 2.\n" +
    "(ii) You are a covered entity or business associate and have received the record for treatment, payment, or " +
    "health care operations, or\n" +
    "(iii) You have received the record from a covered entity or business associate as permitted by 45 CFR part " +
    "164, subparts A and E.\n" +
    "A general authorization for the release of medical or other information is NOT sufficient to meet the required " +
    "elements of written consent to further use or redisclose the record (see 42 CFR 2.31).",
  "part2-short": "42 CFR part 2 prohibits unauthorized use or disclosure of these records.",
};

/** The reviewer's word, signed. */
export function makeMarking(signer: SigningKey, marking: Part2MarkingBody): SignedBody {
  return signer.signBody(MARKING, marking);
}

/** The reviewer's word on this client. Reasons: bad_signature, unknown_member (another's name), wrong_subject, bad_form. */
export function verifyMarking(signed: SignedBody, reviewer: Bundle, client: Uint8Array): Part2Marking {
  const said = verified(MARKING, signed, reviewer.signingPublic);
  same(said.reviewer, reviewer.account, "unknown_member");
  same(said.client, client, "wrong_subject");
  return said;
}
