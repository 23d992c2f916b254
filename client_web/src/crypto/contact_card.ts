import { count, present, textAtMost } from "./checks.ts";
import type { Fields, Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { SealedKind } from "./sealed_fields.ts";

/** Contact cards (crypto.md §3.12): who somebody is outside, for themselves and the practice's intake staff alone. */

export const FIELD_NAMES = ["name", "address", "birth-date", "telephone", "email"] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** Whether a field was filled in; to decline is an answer. */
export const STANDINGS = ["given", "declined"] as const;
export type Standing = (typeof STANDINGS)[number];

export const MAX_VALUE_BYTES = 1024;
export const MAX_HOURS_BYTES = 256;

/** The ways to reach somebody outside of the service; "none" stands alone. */
export const CHANNELS = ["telephone", "email", "post", "none"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Whether something may be said to whoever or whatever answers in their place; empty where nothing was said of it. */
export const MESSAGES = ["", "leave", "never"] as const;
export type Messages = (typeof MESSAGES)[number];

/** One field; its value is empty exactly when it was declined. */
export interface ContactField {
  readonly name: FieldName;
  readonly standing: Standing;
  readonly value: string;
}

/** All fields, in the paper's order. Secret. */
export type ContactFields = readonly ContactField[];

/** How its holder may be reached (45 CFR 164.522(b)); everything may be left out. Secret. */
export interface SafeContact {
  /** Each once, in the order of `CHANNELS`; empty where nothing was said. */
  readonly channels: readonly Channel[];
  readonly hours: string;
  readonly messages: Messages;
  /** Where to write instead. */
  readonly address: string;
}

/** Also what a card says that was sealed before there was such a thing. */
export const NOTHING_SAID: SafeContact = { channels: [], hours: "", messages: "", address: "" };

/** What a card holds. Secret. */
export interface CardContent {
  readonly fields: ContactFields;
  readonly safe: SafeContact;
}

const partsOf = (rows: ContactFields): readonly (readonly string[])[] =>
  rows.map(({ name, standing, value }) => [name, standing, value]);

const CARD_CONTENT: Shape<CardContent> = {
  label: "webtherapy/v1/contact-card-fields-2",
  parts: ({ fields, safe }) => [partsOf(fields), [safe.channels, safe.hours, safe.messages, safe.address]],
  read: (fields) => ({ fields: contactFields(fields), safe: safeContact(fields) }),
};

/** Of cards from before. */
const EARLIER_CONTENT: Shape<CardContent> = {
  label: "webtherapy/v1/contact-card-fields",
  parts: ({ fields }) => [partsOf(fields)],
  read: (fields) => ({ fields: contactFields(fields), safe: NOTHING_SAID }),
};

function contactFields(fields: Fields): ContactFields {
  const rows = fields.rows((row) => ({ name: row.text(), standing: row.word(STANDINGS), value: row.text() }));
  count(rows, FIELD_NAMES.length, FIELD_NAMES.length);
  return rows.map((row, n) => contactField(row, present(FIELD_NAMES[n])));
}

function safeContact(fields: Fields): SafeContact {
  const safe = fields.row((row) => ({
    channels: row.texts().map(channel),
    hours: row.text(),
    messages: row.word(MESSAGES),
    address: row.text(),
  }));
  const places = safe.channels.map((each) => CHANNELS.indexOf(each));
  if (places.some((place, n) => n > 0 && place <= (places[n - 1] ?? -1))) throw new ProofError("bad_field");
  if (safe.channels.includes("none") && safe.channels.length > 1) throw new ProofError("bad_field");
  textAtMost(MAX_HOURS_BYTES, safe.hours);
  textAtMost(MAX_VALUE_BYTES, safe.address);
  return safe;
}

function channel(text: string): Channel {
  const known = CHANNELS.find((each) => each === text);
  if (known === undefined) throw new ProofError("malformed");
  return known;
}

function contactField(row: { name: string; standing: Standing; value: string }, name: FieldName): ContactField {
  const { standing, value } = row;
  textAtMost(MAX_VALUE_BYTES, value);
  if (row.name !== name || (standing === "given") !== (value !== "")) throw new ProofError("bad_field");
  return { name, standing, value };
}

export const CONTACT_CARD = /* @__PURE__ */ new SealedKind("webtherapy/v1/contact-card", CARD_CONTENT, EARLIER_CONTENT);
