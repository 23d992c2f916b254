import { toUtf8 } from "../bytes/utf8.ts";
import { ascending, count, textAtMost, word } from "./checks.ts";
import { read, type Shape, written } from "./fields.ts";
import { isPaddedLength, pad, unpad } from "./padding.ts";
import { ProofError } from "./proof.ts";
import { OVERHEAD_BYTES } from "./sealing.ts";

/** What a notice says (crypto.md §11.1): a title, a text, and named values that a page may show in its own way. Secret. */

const MAX_TITLE_BYTES = 200;
export const MAX_TEXT_BYTES = 16_384;
const MOST_VALUES = 16;
const MAX_VALUE_BYTES = 1_024;

/** What the longest content pads and seals to. */
const MAX_SEALED_BYTES = 34_816 + OVERHEAD_BYTES;

/** A value by its name. */
export interface NoticeValue {
  readonly name: string;
  readonly value: string;
}

/** Title, text, values in the order of their names. Secret. */
export interface NoticeContent {
  readonly title: string;
  readonly text: string;
  readonly values: readonly NoticeValue[];
}

const NOTICE_CONTENT: Shape<NoticeContent> = {
  label: "webtherapy/v1/notice-content",
  parts: (content) => [content.title, content.text, content.values.map(({ name, value }) => [name, value])],
  read: (fields) => {
    const content = {
      title: fields.text(),
      text: fields.text(),
      values: fields.rows((row) => ({ name: row.text(), value: row.text() })),
    };
    check(content);
    return content;
  },
};

function check({ title, text, values }: NoticeContent): void {
  if (title === "") throw new ProofError("malformed");
  textAtMost(MAX_TITLE_BYTES, title);
  textAtMost(MAX_TEXT_BYTES, text);
  count(values, 0, MOST_VALUES);
  for (const { name, value } of values) {
    word(name);
    textAtMost(MAX_VALUE_BYTES, value);
  }
  ascending(values.map(({ name }) => toUtf8(name)));
}

/** What is sealed. */
export function padContent(content: NoticeContent): Uint8Array {
  return pad(written(NOTICE_CONTENT, content));
}

/** What was sealed; reasons: bad_padding and those of canonical.ts. */
export function readContent(padded: Uint8Array): NoticeContent {
  return read(NOTICE_CONTENT, unpad(padded));
}

/** ProofError("bad_padding") where no content is sealed to so many bytes, "too_large" beyond the longest. Opens nothing. */
export function checkSealedLength(sealed: Uint8Array): void {
  if (sealed.length > MAX_SEALED_BYTES) throw new ProofError("too_large");
  if (!isPaddedLength(sealed.length - OVERHEAD_BYTES)) throw new ProofError("bad_padding");
}
