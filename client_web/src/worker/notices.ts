import { equal } from "../bytes/equal.ts";
import { toHex } from "../bytes/hex.ts";
import { ID_BYTES, same } from "../crypto/checks.ts";
import { namedParticipants } from "../crypto/match.ts";
import {
  makeNotice,
  makeNoticeAnswer,
  type Notice,
  NOTICE_KINDS,
  openNotice,
  readNotice,
  readNoticeAnswer,
  verifyNotice,
} from "../crypto/notice.ts";
import type { NoticeContent } from "../crypto/notice_content.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { verify } from "../crypto/signing.ts";
import { type CertifiedBundle, ROLES } from "../crypto/trust.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import type * as port from "./notices_port.ts";
import type { Practice } from "./practice.ts";
import type { KeyRing } from "./ring.ts";
import { nameOf } from "./services.ts";

/** Notices in the recipient's browser, and those that staff write in theirs (crypto.md §11). */

type Request<M extends keyof port.NoticesPort> = Parameters<port.NoticesPort[M]>[0];

/** See NoticesPort.openNotices. */
export async function openNotices(
  keeper: Keeper,
  practice: Practice,
  { notices, people, services = [] }: Request<"openNotices">,
): Promise<readonly port.ReadNotice[]> {
  const read: port.ReadNotice[] = [];
  for (const each of notices) {
    try {
      read.push({ ok: true, notice: await open(keeper, practice, each, people, services) });
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      read.push({ ok: false, reason: error.reason });
    }
  }
  return read;
}

/** See NoticesPort.answerNotice. */
export function answerNotice(keeper: Keeper, { notice, answer, now }: Request<"answerNotice">): SignedBody {
  const { account, ring } = keeper.unlocked;
  const asked = readNotice(notice.body);
  same(asked.recipient, account, "wrong_recipient");
  return makeNoticeAnswer(ring.newest.signing, asked, answer, now);
}

/** See NoticesPort.sealNotice. */
export async function sealNotice(
  keeper: Keeper,
  practice: Practice,
  request: Request<"sealNotice">,
  random: Random,
): Promise<{ readonly notice: SignedBody; readonly sealed: Uint8Array }> {
  const kind = NOTICE_KINDS.find((each) => each === request.kind);
  if (kind === undefined) throw new ProofError("malformed");
  const own = await practice.certified(request.own);
  const recipient = await practice.certified(request.recipient);
  const { signing } = keysOf(keeper.unlocked, own.bundle);
  const { subject, answers, title, text, values, now } = request;
  const purpose = { noticeId: drawn(random, ID_BYTES), kind, subject, answers };
  const content = { title, text, values };
  const made = await makeNotice(signing, own.bundle, recipient.bundle, purpose, content, now, random);
  return { notice: made.signed, sealed: made.sealed };
}

async function open(
  keeper: Keeper,
  practice: Practice,
  { notice: signed, sealed, answer, match = null }: port.SealedNotice,
  people: readonly Person[],
  services: readonly SignedBody[],
): Promise<port.OpenedNotice> {
  const self = keeper.unlocked;
  // Read before it is verified, to know whose it says to be; nothing is believed until then.
  const said = readNotice(signed.body);
  const sender = people.find(({ account }) => equal(account, said.sender));
  if (sender === undefined) throw new ProofError("unknown_member");
  const certified = (await practice.succession(sender)).at(said.senderBundleHash);
  const role = ROLES.find((each) => each === self.role);
  if (role === undefined) throw new ProofError("unlawful_role");
  const notice = verifyNotice(signed, sealed, certified, self.account, role);
  const { title, text, values } = await unseal(self.ring, notice, sealed);
  if (notice.kind === "match" && answer === null) {
    const named = values.find(({ name }) => name === "account")?.value;
    await checkMatch(practice, notice, match, named, people);
  }
  const { noticeId, kind, sender: from, subject, answers, madeAt } = notice;
  const answered = answer === null ? null : ownAnswer(self.ring, notice, answer);
  const senderName = certified.role === "service" ? await nameOf(practice, from, services, people) : null;
  return {
    noticeId,
    kind,
    sender: from,
    senderRole: certified.role,
    senderName,
    subject,
    answers,
    madeAt,
    title,
    text,
    values,
    answered,
  };
}

/** What is asked is about exactly the match that a certifier signed: of this client, with the therapist whom the words name (§12.3). */
async function checkMatch(
  practice: Practice,
  notice: Notice,
  signed: SignedBody | null,
  named: string | undefined,
  people: readonly Person[],
): Promise<void> {
  if (signed === null) throw new ProofError("missing_member");
  const atMatch = new Map<string, CertifiedBundle>();
  for (const { account, bundleHash } of namedParticipants(signed)) {
    const shown = people.find((person) => equal(person.account, account));
    if (shown === undefined) throw new ProofError("unknown_member");
    atMatch.set(toHex(account), (await practice.succession(shown)).at(bundleHash));
  }
  const { conversation, participants } = practice.match(signed, atMatch);
  same(conversation, notice.subject, "wrong_subject");
  for (const { account, role } of participants) {
    const theirs = role === "client" ? equal(account, notice.recipient) : toHex(account) === named;
    if (!theirs) throw new ProofError("unknown_member");
  }
}

/** The bundle that it was sealed to stands in what is authenticated: only that one's keys open it. */
async function unseal(ring: KeyRing, notice: Notice, sealed: Uint8Array): Promise<NoticeContent> {
  for (const { keys } of ring.all()) {
    try {
      return await openNotice(keys.sealing, notice, sealed);
    } catch (error) {
      if (!(error instanceof ProofError && error.reason === "wrong_key")) throw error;
    }
  }
  throw new ProofError("wrong_key");
}

/** What this account answered to exactly this notice, under any of its keys. */
function ownAnswer(ring: KeyRing, notice: Notice, signed: SignedBody): string {
  ring.firstFit("bad_signature", ({ signing }) => {
    verify(signing.public, signed.body, signed.signature);
  });
  const said = readNoticeAnswer(signed.body);
  same(said.noticeHash, notice.hash, "wrong_notice");
  same(said.account, notice.recipient, "wrong_recipient");
  return said.answer;
}
