import { describe, expect, it } from "vitest";
import type { Draft } from "../../../src/state/draft.ts";
import { endCare } from "../../../src/state/end_of_care.ts";
import type { EndOfCareParts } from "../../../src/state/end_of_care.ts";
import type { ConversationKey, MessageKey } from "../../../src/state/id.ts";

/** The end of care: a letter of referral is in the record before the conversation closes. */

const KEY = "0".repeat(32) as ConversationKey;

function partsOf(draft: string, arrives: boolean): { readonly done: string[]; readonly parts: EndOfCareParts } {
  const done: string[] = [];
  const text = { peek: () => draft };
  const letter = { text, sent: () => (done.push("draft sent"), (draft = "")) } as unknown as Draft;
  const parts: EndOfCareParts = {
    drafts: { letter: () => letter },
    mailbox: {
      send: (_, written) => {
        done.push(`${written.referral === true ? "referral" : "letter"}: ${written.subject}: ${written.text}`);
        return { thread: "1".repeat(32) as MessageKey, safe: Promise.resolve(true) };
      },
      arrived: () => Promise.resolve(arrives),
    },
    care: { close: (_, reason) => (done.push(reason), Promise.resolve({ ok: true, value: null })) },
  };
  return { done, parts };
}

describe("the end of care", () => {
  it("sends the referral, and closes when it has arrived", async () => {
    const { done, parts } = partsOf("To Dr Ada\nShe knows.", true);
    expect((await endCare(parts, KEY, { subject: "Referral" })).ok).toBe(true);
    expect(done).toEqual(["referral: To Dr Ada: She knows.", "draft sent", "ended"]);
  });

  it("gives a letter without a subject one", async () => {
    const { done, parts } = partsOf("\nShe knows.", true);
    await endCare(parts, KEY, { subject: "Referral" });
    expect(done[0]).toBe("referral: Referral: She knows.");
  });

  it("closes nothing while the letter is on its way, and sends nothing twice", async () => {
    const { done, parts } = partsOf("\nShe knows.", false);
    for (let time = 0; time < 2; time++)
      expect(await endCare(parts, KEY, { subject: "Referral" })).toMatchObject({ ok: false });
    expect(done).toEqual(["referral: Referral: She knows.", "draft sent"]);
  });

  it("sends no letter that nobody asked for, nor one that says nothing", async () => {
    for (const [draft, referral] of [
      ["Begun\nsomething", null],
      ["Only a subject\n", { subject: "Referral" }],
    ] as const) {
      const { done, parts } = partsOf(draft, true);
      await endCare(parts, KEY, referral);
      expect(done).toEqual(["ended"]);
    }
  });
});
