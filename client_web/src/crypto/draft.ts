import { openBox, sealBox } from "./aead.ts";
import { encode } from "./canonical.ts";
import { counted, ids, textAtMost } from "./checks.ts";
import { MAX_TEXT_BYTES } from "./content.ts";
import { read, type Shape, written } from "./fields.ts";
import { pad, unpad } from "./padding.ts";
import type { Random } from "./random.ts";

/** Drafts (crypto.md §3.10): what somebody has written and not sent, sealed for their own other browsers. */

/** Whose draft, for which conversation; `version` is the time of writing, and greater than the one before it. */
export interface DraftPlace {
  readonly account: Uint8Array;
  readonly conversation: Uint8Array;
  readonly version: number;
}

const DRAFT: Shape<string> = {
  label: "webtherapy/v1/draft",
  parts: (text) => [text],
  read: (fields) => {
    const text = fields.text();
    textAtMost(MAX_TEXT_BYTES, text);
    return text;
  },
};

/** The sealed draft. */
export function sealDraft(draftsKey: Uint8Array, place: DraftPlace, text: string, random: Random): Uint8Array {
  return sealBox(draftsKey, pad(written(DRAFT, text)), context(place), random);
}

/** The text; ProofError("wrong_key") unless key and place are those it was sealed with. */
export function openDraft(draftsKey: Uint8Array, place: DraftPlace, sealed: Uint8Array): string {
  return read(DRAFT, unpad(openBox(draftsKey, sealed, context(place))));
}

function context({ account, conversation, version }: DraftPlace): Uint8Array {
  ids(account, conversation);
  counted(version);
  return encode("webtherapy/v1/draft-seal", account, conversation, version);
}
