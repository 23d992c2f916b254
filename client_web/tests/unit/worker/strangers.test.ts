import { describe, expect, it } from "vitest";
import type { Person } from "../../../src/protocol/documents.ts";
import { pair } from "../../conversation.ts";
import { join, NOW, random, reason, type TestPractice } from "../../world.ts";

/** Somebody whom the practice has certified too, shown under the account of `as`. */
async function disguised(practice: TestPractice, as: Person | undefined): Promise<Person> {
  const { person } = await join(practice, "client");
  return { ...person, account: as?.account ?? person.account };
}

describe("a stranger shown under a member's account", () => {
  it("stops the conversation that is opened with them: no epoch is ever sealed to them", async () => {
    const { document, practice, people, therapist } = await pair();
    const { conversation } = document;
    const shown = [...people, await disguised(practice, people[0])];
    expect(reason(await therapist.openConversation(document, shown))).toBe("unknown_member");
    const request = { conversation, kind: "session" as const, session: random(16), now: NOW };
    expect(reason(await therapist.startEpoch(request))).toBe("broken");
  });

  it("stops the conversation when everyone's keys are read anew", async () => {
    const { document, practice, people, therapist } = await pair();
    const shown = [...people, await disguised(practice, people[0])];
    expect(reason(await therapist.renewMembers(document.conversation, shown))).toBe("unknown_member");
  });
});
