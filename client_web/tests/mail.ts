import type { Answered } from "../src/state/ports.ts";
import type { MailHttp } from "../src/state/mail_http.ts";

const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });

/** A message center in which nothing has come yet, and that takes whatever is sent. */
export const emptyMail: MailHttp = {
  mail: () => yes({ letters: [], archived: [] }),
  readLetters: () => yes(null),
  archive: () => yes(null),
  begin: () => yes([]),
  putChunk: () => yes(null),
  getChunk: () => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } }),
};
