import { count, present, textAtMost } from "./checks.ts";
import type { Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { SealedKind } from "./sealed_fields.ts";

/** Contact cards (crypto.md §3.12): who somebody is outside, for themselves and the practice's intake staff alone. */

export const FIELD_NAMES = ["name", "address", "birth-date", "telephone", "email"] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** Whether a field was filled in; to decline is an answer. */
export const STANDINGS = ["given", "declined"] as const;
export type Standing = (typeof STANDINGS)[number];

export const MAX_VALUE_BYTES = 1024;

/** One field; its value is empty exactly when it was declined. */
export interface ContactField {
  readonly name: FieldName;
  readonly standing: Standing;
  readonly value: string;
}

/** All fields, in the paper's order. Secret. */
export type ContactFields = readonly ContactField[];

const CONTACT_FIELDS: Shape<ContactFields> = {
  label: "webtherapy/v1/contact-card-fields",
  parts: (rows) => [rows.map(({ name, standing, value }) => [name, standing, value])],
  read: (fields) => {
    const rows = fields.rows((row) => ({ name: row.text(), standing: row.word(STANDINGS), value: row.text() }));
    count(rows, FIELD_NAMES.length, FIELD_NAMES.length);
    return rows.map((row, n) => contactField(row, present(FIELD_NAMES[n])));
  },
};

function contactField(row: { name: string; standing: Standing; value: string }, name: FieldName): ContactField {
  const { standing, value } = row;
  textAtMost(MAX_VALUE_BYTES, value);
  if (row.name !== name || (standing === "given") !== (value !== "")) throw new ProofError("bad_field");
  return { name, standing, value };
}

export const CONTACT_CARD = new SealedKind("webtherapy/v1/contact-card", CONTACT_FIELDS);
