import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { makeBundle, verifyBundle } from "../../src/crypto/bundle.ts";
import { makeNotice, type NoticeKind } from "../../src/crypto/notice.ts";
import type { NoticeContent } from "../../src/crypto/notice_content.ts";
import type { Random } from "../../src/crypto/random.ts";
import { pair, type Said } from "./json.ts";

/** Makes notices_by_typescript.json (tests/vectors/README.md). `npm run vectors` writes it. */

const AT = 1_764_000_000_000;
const LONGEST = Array.from({ length: 16 }, (_, n) => ({ name: "x".repeat(17 + n), value: "é".repeat(512) }));

const CONTENTS: readonly (readonly [string, NoticeKind, readonly string[], NoticeContent])[] = [
  ["a title alone", "update", [], { title: "Hours", text: "", values: [] }],
  [
    "a match",
    "match",
    ["accept", "decline"],
    {
      title: "A therapist for you",
      text: "Would you like to begin?",
      values: [{ name: "name", value: "Dr. Noëlle Example" }],
    },
  ],
  ["many scripts", "policy", [], { title: "שלום", text: "नमस्ते 你好 e\u0301 \u{1f469}\u200d\u{1f52c}", values: [] }],
  ["as long as can be", "release", [], { title: "é".repeat(100), text: "é".repeat(8_192), values: LONGEST }],
];

export async function makeNotices(random: Random): Promise<Said> {
  const [intake, client] = [await hold(random), await hold(random)];
  const notices: Said[] = [];
  for (const [name, kind, answers, content] of CONTENTS) {
    const purpose = { noticeId: random(16), kind, answers, subject: kind === "match" ? random(16) : new Uint8Array() };
    const made = await makeNotice(intake.keys.signing, intake.bundle, client.bundle, purpose, content, AT, random);
    const values = content.values.map((each) => [each.name, each.value]);
    const { title, text } = content;
    notices.push({ name, notice: pair(made.signed), sealed: toHex(made.sealed), title, text, values });
  }
  return {
    about: "crypto.md §11.1: notices made by the TypeScript implementation. Made once; opened ever after.",
    secrets: { intake: toHex(intake.secret), client: toHex(client.secret) },
    bundles: { intake: pair(intake.signed), client: pair(client.signed) },
    notices,
  };
}

async function hold(random: Random) {
  const secret = random(32);
  const keys = await accountKeys(secret);
  const signed = makeBundle(keys, random(16), AT);
  return { secret, keys, signed, bundle: await verifyBundle(signed) };
}
