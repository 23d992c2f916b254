import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { makeNoticeAnswer, openNotice, readNotice, verifyNotice, verifyNoticeAnswer } from "../../src/crypto/notice.ts";
import { type NoticeContent, padContent, readContent } from "../../src/crypto/notice_content.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { CertifiedBundle, type Certifier, type Role } from "../../src/crypto/trust.ts";
import { type Given, int, pair, text, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What the practice tells one person, and what they answer. */

function contentOf(given: Given): NoticeContent {
  const values = given["values"] as readonly [string, string][];
  const rows = values.map(([name, value]) => ({ name, value }));
  return { title: text(given["title"]), text: text(given["text"]), values: rows };
}

export const notice = (certifierOf: (given: Given) => Promise<Certifier>): Operations => ({
  write: (given) => ({ padded: toHex(padContent(contentOf(given))) }),
  read: (given) => {
    const content = readContent(un(given["padded"]));
    const values = content.values.map(({ name, value }) => [name, value]);
    return { title: content.title, text: content.text, values };
  },
  verify: async (given) => {
    const certifier = await certifierOf(given);
    const sender = await CertifiedBundle.verify(unpair(given["certificate"]), unpair(given["bundle"]), certifier);
    const role = text(given["recipient_role"]) as Role;
    const said = verifyNotice(unpair(given["notice"]), un(given["sealed"]), sender, un(given["recipient"]), role);
    return {
      hash: toHex(said.hash),
      notice_id: toHex(said.noticeId),
      kind: said.kind,
      subject: toHex(said.subject),
      answers: said.answers,
      made_at: said.madeAt,
    };
  },
  open: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const content = await openNotice(key, readNotice(un(given["notice"])), un(given["sealed"]));
    return { title: content.title, text: content.text };
  },
  answer: async (given) => {
    const { signing } = await accountKeys(un(given["secret"]));
    const asked = readNotice(un(given["notice"]));
    return pair(makeNoticeAnswer(signing, asked, text(given["answer"]), int(given["answered_at"])));
  },
  verify_answer: async (given) => {
    const recipient = await readBundle(un(given["recipient_bundle"]));
    const said = verifyNoticeAnswer(unpair(given["said"]), readNotice(un(given["notice"])), recipient);
    return { answer: said.answer, answered_at: said.answeredAt };
  },
});
