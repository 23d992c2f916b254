import type { OpenedEntry } from "../worker/port.ts";
import type { Entry } from "./entry.ts";
import { accountKey, messageKey, sessionKey } from "./id.ts";

/** What people see of an entry that the worker has verified and opened. */
export function entryOf(opened: OpenedEntry, me: string): Entry {
  const { sequence, time } = opened;
  switch (opened.kind) {
    case "epoch": {
      const mine = accountKey(opened.opener) === me;
      if (opened.session === null) return { kind: "unseen", sequence, time, seals: null, mine };
      return { kind: "opening", sequence, time, session: sessionKey(opened.session), mine };
    }
    case "text":
    case "letter": {
      const { text, self } = opened;
      const message = messageKey(opened.messageId);
      return { kind: "message", sequence, time, message, sender: accountKey(opened.sender), mine: self, text };
    }
    case "end":
      return { kind: "ended", sequence, time, mine: opened.self };
    case "seal":
      return { kind: "unseen", sequence, time, seals: sessionKey(opened.session), mine: opened.self };
    default: {
      const never: never = opened;
      return never;
    }
  }
}
