import type { Person, SignedBody } from "../../protocol/documents.ts";
import type { NoticesDocument } from "../../protocol/notices.ts";
import type { Answered } from "../ports.ts";

/** What the service is asked of notices (protocol.md §1.5). */
export interface NoticesHttp {
  /** A page: the newest, or those before the one named. */
  notices(before: Uint8Array | null): Promise<Answered<NoticesDocument>>;
  readNotices(ids: readonly Uint8Array[]): Promise<Answered<null>>;
  answerNotice(answer: SignedBody): Promise<Answered<null>>;
  /** Everyone certified, for who may write to them. */
  certifiedPeople(): Promise<Answered<readonly Person[]>>;
  postNotice(made: { readonly notice: SignedBody; readonly sealed: Uint8Array }): Promise<Answered<null>>;
}
