import { accountKey } from "./id.ts";
import type { AccountKey } from "./id.ts";
import type { Answered, Refusal } from "./ports.ts";

const REPLACED: Refusal = { kind: "refused", code: "signed_out", status: 401, retryAfter: 0, reason: "replaced" };

/** What the service said of a sign-in, if it is this account's: the cookie may be somebody else's by now (protocol.md §1.3). */
export function ofAccount<T extends { readonly account: Uint8Array }>(
  me: AccountKey,
  answer: Answered<T>,
): Answered<T> {
  return answer.ok && accountKey(answer.value.account) !== me ? { ok: false, refusal: REPLACED } : answer;
}
