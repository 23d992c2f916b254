import type { Care } from "./care.ts";
import type { ConversationKey } from "./id.ts";
import type { Drafts } from "./drafts.ts";
import { parted } from "./letter_draft.ts";
import type { Mailbox } from "./mail/mailbox.ts";
import type { Result } from "./me/result.ts";

export interface EndOfCareParts {
  readonly care: Pick<Care, "close">;
  readonly mailbox: Pick<Mailbox, "send" | "arrived">;
  readonly drafts: Pick<Drafts, "letter">;
}

/**
 * A therapist ends care (crypto.md §12.4), behind a letter of referral where `referral` gives the subject of one that has none. Whatever
 * they wrote is in the record first: a closed conversation takes no letter any more. Where something does not arrive nothing closes; once
 * more sends nothing twice.
 */
export async function endCare(
  parts: EndOfCareParts,
  conversation: ConversationKey,
  referral: { readonly subject: string } | null,
): Promise<Result<null>> {
  const { care, mailbox } = parts;
  if (referral !== null && !send(parts, conversation, referral.subject)) return { ok: false, mistake: UNREACHABLE };
  if (!(await mailbox.arrived(conversation))) return { ok: false, mistake: UNREACHABLE };
  return care.close(conversation, "ended");
}

const UNREACHABLE = { kind: "unreachable" } as const;

/** What is begun to this client, as far as it says anything. */
function send({ mailbox, drafts }: EndOfCareParts, conversation: ConversationKey, subject: string): boolean {
  const draft = drafts.letter(conversation, null);
  const said = parted(draft.text.peek());
  if (said.text.trim() === "") return true;
  const words = { subject: said.subject.trim() || subject, text: said.text, attachments: [] };
  const sent = mailbox.send(conversation, { ...words, thread: null, referral: true });
  if (sent !== null) draft.sent(sent.safe);
  return sent !== null;
}
