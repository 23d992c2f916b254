import { describe, expect, it } from "vitest";
import type { Person } from "../../../src/protocol/documents.ts";
import { pair } from "../../conversation.ts";
import { join, NOW, NUMBERS, PASSWORD, random, reason, startWorker, type TestPractice, value } from "../../world.ts";

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

describe("an account that the server calls by another role than the practice certified", () => {
  it("opens no conversation", async () => {
    const { practice, people, document, clientWrap } = await pair();
    const port = startWorker();
    const account = people[0]?.account ?? random(16);
    value(await port.prepareSignIn(NUMBERS.client, PASSWORD));
    const opening = { account, role: "therapist", generation: 0, predecessors: [], version: 1, wrap: clientWrap };
    value(await port.unlock({ kind: "password", ...opening }, null));
    value(await port.trustPractice(practice.document));
    expect(reason(await port.openConversation(document, people))).toBe("unlawful_role");
  });
});
