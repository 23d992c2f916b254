import { describe, expect, it } from "vitest";
import { INTAKE } from "../../../src/crypto/intake.ts";
import { Intake } from "../../../src/state/matching/intake.ts";
import type { KeptIntake, MatchingHttp } from "../../../src/state/matching_http.ts";
import type { MePorts } from "../../../src/state/me/step_up.ts";
import type { Answered } from "../../../src/state/ports.ts";
import { TestClock } from "../../clock.ts";
import { matchingOf } from "../../matching.ts";
import { join, TestPractice } from "../../world.ts";

const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });

/** What the service keeps of one client's intake: the newest version, and only one above it comes in its place. */
function kept(): Partial<MatchingHttp> & { versions: number } {
  let newest: KeptIntake | null = null;
  const service = {
    versions: 0,
    intake: () => yes(newest),
    saveIntake: ({ intake, sealed, wraps }: Parameters<MatchingHttp["saveIntake"]>[0]): Promise<Answered<null>> => {
      const { version } = INTAKE.read(intake.body);
      if (version !== service.versions + 1) {
        const refusal = { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } as const;
        return Promise.resolve({ ok: false, refusal });
      }
      service.versions = version;
      const [own] = wraps;
      newest = { version, document: { signed: intake, sealed, wrap: own?.wrap ?? new Uint8Array() } };
      return yes(null);
    },
  };
  return service;
}

async function seats(): Promise<{ open: () => Intake; service: ReturnType<typeof kept>; wishes: unknown[] }> {
  const wishes: unknown[] = [];
  const practice = await TestPractice.found();
  const { port, person } = await join(practice, "client");
  const service = kept();
  const ports = {
    crypto: port,
    clock: new TestClock(),
    matching: matchingOf({ ...service, saveWish: (wish) => (wishes.push(wish), yes(null)) }),
    identity: { intake: () => yes([]) },
    http: {
      practice: () => yes(practice.document),
      ownBundle: () => yes(person),
      conversations: () => yes({ conversations: [], people: [] }),
    },
  } as unknown as MePorts;
  return { open: () => new Intake(ports), service, wishes };
}

function answerOf({ content }: Intake, question: string): string | undefined {
  const read = content.peek();
  return read.kind === "ready" ? read.value.answers.find((each) => each.question === question)?.value : undefined;
}

describe("somebody chosen before there was an account", () => {
  it("is the answer to whom they would like, and the practice knows", async () => {
    const { open, service, wishes } = await seats();
    const here = open();
    expect(await here.adopt({ therapist: "AQ", name: "Ada" })).toBe(true);
    expect([answerOf(here, "therapist"), here.saving.peek(), service.versions]).toEqual(["Ada", "kept", 1]);
    expect(wishes).toEqual([new Uint8Array([1])]);
  });

  it("takes nobody's place whom they have named since", async () => {
    const { open, wishes } = await seats();
    const here = open();
    await here.read();
    here.answer({ question: "therapist", standing: "declined", value: "" });
    expect(await here.adopt({ therapist: "AQ", name: "Ada" })).toBe(true);
    expect([answerOf(here, "therapist"), wishes]).toEqual(["", []]);
  });
});

describe("an intake", () => {
  it("is saved as it is written, and stands there on another device", async () => {
    const { open, service } = await seats();
    const here = open();
    await here.read();
    here.answer({ question: "reason", standing: "given", value: "I sleep badly." });
    expect(here.saving.peek()).toBe("waiting");
    await here.save();
    expect([here.saving.peek(), service.versions]).toEqual(["kept", 1]);
    const there = open();
    await there.read();
    expect(answerOf(there, "reason")).toBe("I sleep badly.");
  });

  it("keeps what is written while it is read again", async () => {
    const { open, service } = await seats();
    const here = open();
    await here.read();
    const again = here.read();
    here.answer({ question: "reason", standing: "given", value: "I sleep badly." });
    await again;
    expect(answerOf(here, "reason")).toBe("I sleep badly.");
    await here.save();
    expect([here.saving.peek(), service.versions]).toEqual(["kept", 1]);
    const there = open();
    await there.read();
    expect(answerOf(there, "reason")).toBe("I sleep badly.");
  });

  it("loses nothing when two devices write at once", async () => {
    const { open, service } = await seats();
    const [here, there] = [open(), open()];
    await here.read();
    await there.read();
    here.answer({ question: "reason", standing: "given", value: "Here" });
    there.answer({ question: "hopes", standing: "given", value: "There" });
    await here.save();
    await there.save();
    expect([there.saving.peek(), service.versions]).toEqual(["kept", 2]);
    expect([answerOf(there, "reason"), answerOf(there, "hopes")]).toEqual(["Here", "There"]);
  });
});
