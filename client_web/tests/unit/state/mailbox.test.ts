import { signal } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { Conversation } from "../../../src/state/conversation.ts";
import type { Entry } from "../../../src/state/entry.ts";
import { accountKey, conversationKey, idBytes, messageKey } from "../../../src/state/id.ts";
import type { LetterPlace } from "../../../src/state/mail_http.ts";
import { Mailbox } from "../../../src/state/mail/mailbox.ts";
import type { MailboxParts } from "../../../src/state/mail/mailbox.ts";
import type { Roster } from "../../../src/state/roster.ts";
import { emptyMail } from "../../mail.ts";

const id = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
const CLIENT = accountKey(id(1));
const conversation = new Conversation(conversationKey(id(9)), { account: CLIENT, role: "client" });

function proposal(sequence: number, mine: boolean): Entry {
  const appointment = { kind: "appointment", appointment: id(sequence), revision: 1, action: "propose" } as const;
  const time = { start: 1_800_000_000_000, minutes: 50, zone: "Europe/London", note: "" };
  const written = { message: messageKey(id(sequence)), sender: CLIENT, mine, sequence, time: 1 };
  return { ...written, kind: "appointment", appointment: { ...appointment, ...time } };
}

describe("what was said about meeting", () => {
  it("is read once it is shown: the other side's, and what the service counts as unread alone", async () => {
    conversation.append([proposal(2, false), proposal(3, true), proposal(4, false), proposal(5, false)]);
    const place = (sequence: number, read: boolean): LetterPlace => ({
      conversation: idBytes(conversation.key),
      sequence,
      sender: id(1),
      read,
    });
    const marked: number[][] = [];
    const hidden = signal({ presence: false, reading: true });
    const parts = {
      http: {
        ...emptyMail,
        mail: () =>
          Promise.resolve({
            ok: true,
            // 4 was read before; 7 is a letter, and waits on.
            value: {
              letters: [place(2, false), place(3, false), place(4, true), place(5, false), place(7, false)],
              archived: [],
            },
          }),
        readLetters: (_, sequences, discreet) => {
          expect(discreet).toBe(true);
          marked.push([...sequences]);
          return Promise.resolve({ ok: true, value: null });
        },
      },
      roster: signal<Roster>({
        kind: "ready",
        items: [
          { key: conversation.key, conversation, live: false, unread: true, lastAt: null, empty: true, over: false },
        ],
        stale: false,
      }),
      discretion: { hidden },
    } satisfies Partial<MailboxParts>;
    const mailbox = new Mailbox(parts as unknown as MailboxParts);
    expect(mailbox.meetings.value).toEqual([]);
    await mailbox.met(({ sequence }) => sequence === 2);
    expect(marked).toEqual([[2]]);
    expect(mailbox.meetings.value.map(({ sequence, said }) => [sequence, said.action])).toEqual([[5, "propose"]]);
    await mailbox.met(() => true);
    expect(marked).toEqual([[2], [2, 5]]);
    expect(mailbox.meetings.value).toEqual([]);
  });
});
