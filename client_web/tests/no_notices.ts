import type { NoticesHttp } from "../src/state/mail/notices_http.ts";

/** A service that has no notices for anyone. */
export const noNotices: NoticesHttp = {
  notices: () => Promise.resolve({ ok: true, value: { notices: [], people: [], services: [] } }),
  readNotices: () => Promise.resolve({ ok: true, value: null }),
  answerNotice: () => Promise.resolve({ ok: true, value: null }),
  certifiedPeople: () => Promise.resolve({ ok: true, value: [] }),
  postNotice: () => Promise.resolve({ ok: true, value: null }),
};
