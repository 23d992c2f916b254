import type { OpenedEntry } from "../worker/port.ts";
import type { Entry } from "./entry.ts";
import type { AccountKey, MessageKey } from "./id.ts";
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
      return { kind: "message", sequence, time, ...written(opened), text: opened.text };
    case "letter": {
      const { kind, thread, subject, text, purpose, attachments } = opened;
      const letter = { kind, thread, subject, text, purpose, attachments };
      return { kind, sequence, time, ...written(opened), thread: messageKey(thread), letter };
    }
    case "appointment": {
      const { kind, appointment, revision, action, start, minutes, zone, note } = opened;
      const step = { kind, appointment, revision, action, start, minutes, zone, note };
      return { kind, sequence, time, ...written(opened), appointment: step };
    }
    case "check-in": {
      const { kind, safe, place, telephone, contact } = opened;
      const aside = { kind, safe, place, telephone, contact };
      return { kind: "aside", sequence, time, ...written(opened), aside };
    }
    case "question": {
      const { kind, about } = opened;
      return { kind: "aside", sequence, time, ...written(opened), aside: { kind, about } };
    }
    case "code-word": {
      const { kind, use, recipientBundleHash, sealed } = opened;
      const aside = { kind, use, recipientBundleHash, sealed };
      return { kind: "aside", sequence, time, ...written(opened), aside };
    }
    case "end":
      return { kind: "ended", sequence, time, sender: accountKey(opened.sender), mine: opened.self };
    case "locked":
      return { kind: "locked", sequence, time, ...written(opened), was: opened.was };
    case "seal":
      return { kind: "unseen", sequence, time, seals: sessionKey(opened.session), mine: opened.self };
    default: {
      const never: never = opened;
      return never;
    }
  }
}

function written(opened: Extract<OpenedEntry, { readonly messageId: Uint8Array }>): {
  readonly message: MessageKey;
  readonly sender: AccountKey;
  readonly mine: boolean;
} {
  return { message: messageKey(opened.messageId), sender: accountKey(opened.sender), mine: opened.self };
}
