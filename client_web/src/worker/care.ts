import { makeChangeRequest, type ChangeRequestBody } from "../crypto/change_request.ts";
import { type Closing, makeClosing, verifyClosing } from "../crypto/closing.ts";
import { type KnownEpoch, makeHistory } from "../crypto/history.ts";
import { ProofError } from "../crypto/proof.ts";
import type { Random } from "../crypto/random.ts";
import type { SignedBody } from "../crypto/signing.ts";
import type { OwnWrap } from "../protocol/documents.ts";
import type { Conversation } from "./conversation.ts";
import type * as port from "./port.ts";
import type { Practice } from "./practice.ts";

/** Care over time (crypto.md §12): closing, changing therapists, letting the next one read. */

/** See CryptoPort.signClosing. */
export function signClosing(opened: Conversation, reason: port.ClosingReason, closedAt: number): SignedBody {
  const { account, members } = opened;
  return makeClosing(opened.signing, { conversation: members.conversation, reason, account, closedAt });
}

/** See CryptoPort.readClosing. Under whichever of the closer's lawful bundles it was signed. */
export function readClosing(opened: Conversation, practice: Practice, signed: SignedBody): port.ReadClosing {
  const { conversation } = opened.members;
  for (const { bundle, role } of closers(opened, practice)) {
    try {
      return said(verifyClosing(signed, bundle, role, conversation));
    } catch (error) {
      if (!(error instanceof ProofError) || error.reason !== "bad_signature") throw error;
    }
  }
  throw new ProofError("bad_signature");
}

/** See CryptoPort.signChangeRequest. */
export function signChangeRequest(opened: Conversation, request: Omit<ChangeRequestBody, "conversation">): SignedBody {
  return makeChangeRequest(opened.signing, { ...request, conversation: opened.members.conversation });
}

/** See CryptoPort.shareHistory. */
export async function shareHistory(
  opened: Conversation,
  next: Conversation,
  wraps: readonly OwnWrap[],
  now: number,
  random: Random,
): Promise<port.MadeHistory | null> {
  const therapist = next.match.participants.find(({ role }) => role === "therapist");
  if (therapist === undefined) throw new ProofError("missing_member");
  const known: KnownEpoch[] = [];
  for (const { body, signature, wrap } of wraps) {
    const epoch = await opened.known({ body, signature }, wrap);
    if (epoch !== null) known.push(epoch);
  }
  if (known.length === 0) return null;
  const made = await makeHistory(opened.signing, next.members.newest(therapist.account), known, now, random);
  return { grant: made.signed, wraps: made.wraps };
}

function closers(opened: Conversation, practice: Practice): readonly Closer[] {
  const { match, members } = opened;
  const taking = match.participants.flatMap(({ account, role }) =>
    role === "intake" ? [] : members.person(account).all.map(({ bundle }) => ({ bundle, role })),
  );
  return [...taking, ...practice.certifiers.map(({ bundle }) => ({ bundle, role: "intake" as const }))];
}

interface Closer {
  readonly bundle: Parameters<typeof verifyClosing>[1];
  readonly role: Parameters<typeof verifyClosing>[2];
}

function said({ reason, account, closedAt }: Closing): port.ReadClosing {
  return { reason, account, closedAt };
}
