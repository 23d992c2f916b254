import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import type { Draft } from "../../../src/state/draft.ts";
import { Drafts } from "../../../src/state/drafts.ts";
import { conversationKey, messageKey } from "../../../src/state/id.ts";
import type { StoredDraft } from "../../../src/state/identity_http.ts";
import { joined, parted } from "../../../src/state/letter_draft.ts";
import { MAX_LETTER_BYTES } from "../../../src/state/mail/bounds.ts";
import type { Answered, DraftStore, KeptDraft } from "../../../src/state/ports.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { TestClock } from "../../clock.ts";
import { join, random, TestPractice } from "../../world.ts";

const CONVERSATION = random(16);

/** The service's drafts of one account (protocol.md §1.2). */
class Shelf {
  readonly drafts = new Map<string, StoredDraft>();
  readonly saved: StoredDraft[] = [];

  save(draft: StoredDraft): Answered<null> {
    const name = toHex(draft.slot);
    if ((this.drafts.get(name)?.version ?? 0) >= draft.version) {
      return { ok: false, refusal: { kind: "refused", code: "conflict", status: 409, retryAfter: 0 } };
    }
    this.drafts.set(name, draft);
    this.saved.push(draft);
    return { ok: true, value: null };
  }
}

/** A device's own store; it outlives pages. */
class Device implements DraftStore {
  readonly kept = new Map<string, KeptDraft>();
  broken = false;

  put(draft: KeptDraft): Promise<void> {
    if (this.broken) return Promise.reject(new Error("full"));
    if ((this.kept.get(draft.conversation)?.version ?? -1) < draft.version) this.kept.set(draft.conversation, draft);
    return Promise.resolve();
  }

  load(account: string): Promise<readonly KeptDraft[]> {
    return Promise.resolve([...this.kept.values()].filter((draft) => draft.account === account));
  }
}

/** A page of the account on a device. */
class Desk {
  network = true;
  readonly draft: Draft;
  readonly drafts: Drafts;
  readonly clock: TestClock;

  constructor(shelf: Shelf, crypto: CryptoPort, clock: TestClock, store: Device) {
    const away = { ok: false, refusal: { kind: "unreachable" } } as const;
    this.clock = clock;
    this.drafts = new Drafts({
      me: "me",
      crypto,
      store,
      clock,
      service: {
        drafts: () => Promise.resolve(this.network ? { ok: true, value: [...shelf.drafts.values()] } : away),
        saveDraft: (draft) => Promise.resolve(this.network ? shelf.save(draft) : away),
      },
    });
    this.draft = this.drafts.of(conversationKey(CONVERSATION));
  }

  /** Time passes until everything due is done; the worker answers in real time. */
  async rest(duration: number): Promise<void> {
    await this.clock.run(duration);
    await this.drafts.flush();
  }
}

const { port } = await join(await TestPractice.found(), "client");

function world(): { readonly shelf: Shelf; readonly clock: TestClock; readonly open: (device: Device) => Desk } {
  const [shelf, clock] = [new Shelf(), new TestClock()];
  return { shelf, clock, open: (device) => new Desk(shelf, port, clock, device) };
}

describe("a draft", () => {
  it("is sealed and saved within three seconds of a change, and at most every three while someone types", async () => {
    const { shelf, open } = world();
    const device = new Device();
    const desk = open(device);
    for (let n = 0; n < 60; n++) {
      desk.draft.write("x".repeat(n + 1));
      await desk.clock.run(200);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await desk.rest(1_000);
    expect(shelf.saved.length).toBeGreaterThanOrEqual(4);
    expect(shelf.saved.length).toBeLessThanOrEqual(6);
    expect(desk.draft.keeping.peek()).toBe("saved");
    const kept = [...device.kept.values()].map(({ sealed }) => toHex(sealed ?? new Uint8Array()));
    expect(kept[0]).toBe(toHex(shelf.saved.at(-1)?.sealed ?? new Uint8Array()));
    expect(kept[0]).not.toContain(toHex(new TextEncoder().encode("xxxx")));
  });

  it("is back on this device and on another, and newer words win", async () => {
    const { open } = world();
    const [here, there] = [open(new Device()), open(new Device())];
    here.draft.write("half a paragr");
    await here.rest(4_000);
    await there.drafts.load();
    expect(there.draft.text.peek()).toBe("half a paragr");
    there.draft.write("half a paragraph, and more");
    await there.rest(15_000);
    await here.drafts.load();
    expect(here.draft.text.peek()).toBe("half a paragraph, and more");
  });

  it("is kept on the device without a network, and reaches the service when there is one", async () => {
    const { shelf, open } = world();
    const device = new Device();
    const first = open(device);
    first.network = false;
    first.draft.write("in a tunnel");
    await first.rest(4_000);
    expect(first.draft.keeping.peek()).toBe("kept");
    const second = open(device);
    second.network = false;
    await second.drafts.load();
    expect(second.draft.text.peek()).toBe("in a tunnel");
    second.network = true;
    await second.drafts.load();
    expect(second.draft.keeping.peek()).toBe("saved");
    // Under the conversation's own bytes, whatever a device calls the place.
    expect(shelf.saved.map(({ slot, conversation }) => [slot, conversation])).toEqual([[CONVERSATION, CONVERSATION]]);
  });

  it("stands above an older one that the service still has, and takes its place", async () => {
    const { shelf, open } = world();
    const device = new Device();
    const before = open(device);
    before.draft.write("the first words");
    await before.rest(4_000);
    before.network = false;
    before.draft.write("the first words, and more");
    await before.rest(4_000);
    const after = open(device);
    await after.drafts.load();
    expect(after.draft.text.peek()).toBe("the first words, and more");
    expect(shelf.saved).toHaveLength(2);
  });

  it("goes once it is sent and safe, and not before", async () => {
    const { shelf, open } = world();
    const desk = open(new Device());
    desk.draft.write("to be sent");
    await desk.rest(4_000);
    let safe: (kept: boolean) => void = () => undefined;
    desk.draft.sent(new Promise((resolve) => (safe = resolve)));
    expect(desk.draft.text.peek()).toBe("");
    await desk.clock.run(10_000);
    expect(shelf.saved.at(-1)?.sealed).not.toBeNull();
    safe(true);
    await desk.drafts.flush();
    expect(shelf.saved.at(-1)?.sealed).toBeNull();
    desk.draft.write("could not be sealed");
    await desk.rest(4_000);
    desk.draft.sent(Promise.resolve(false));
    await desk.drafts.flush();
    expect(shelf.saved.at(-1)?.sealed).not.toBeNull();
  });

  it("keeps what is written while the words before it are still on their way", async () => {
    const { open } = world();
    const device = new Device();
    const desk = open(device);
    desk.draft.write("first");
    await desk.rest(4_000);
    let safe: (kept: boolean) => void = () => undefined;
    desk.draft.sent(new Promise((resolve) => (safe = resolve)));
    desk.draft.write("second");
    const saved = desk.drafts.flush();
    safe(true);
    await saved;
    const again = open(device);
    await again.drafts.load();
    expect(again.draft.text.peek()).toBe("second");
  });

  it("does not take words from under writing hands, and takes newer ones from who is not writing", async () => {
    const { shelf, open } = world();
    const [here, there] = [open(new Device()), open(new Device())];
    here.network = false;
    here.draft.write("written here");
    await here.rest(3_000);
    there.draft.write("written there, later");
    await there.rest(4_000);
    here.network = true;
    here.draft.write("written here, and on");
    await here.drafts.load();
    expect(here.draft.text.peek()).toBe("written here, and on");
    await here.rest(4_000);
    await there.clock.run(15_000);
    await there.drafts.load();
    expect(there.draft.text.peek()).toBe("written here, and on");
    expect(shelf.saved.map(({ version }) => version)).toEqual([...shelf.saved.map(({ version }) => version)].sort());
  });

  it("is sealed before the keys are wiped when the sign-in ends", async () => {
    const { open } = world();
    const device = new Device();
    const desk = open(device);
    const order: string[] = [];
    const watched = new Drafts({
      me: "me",
      crypto: {
        ...port,
        sealDraft: (...asked) => {
          order.push("seal");
          return port.sealDraft(...asked);
        },
      },
      store: device,
      clock: desk.clock,
      service: {
        drafts: () => Promise.reject(new Error("no")),
        // By then the cookie may be somebody else's.
        saveDraft: () => {
          order.push("told");
          return Promise.resolve({ ok: true, value: null });
        },
      },
    });
    watched.of(conversationKey(CONVERSATION)).write("half");
    watched.end();
    order.push("wipe");
    await watched.flush();
    expect(order).toEqual(["seal", "wipe"]);
    expect(device.kept.size).toBe(1);
  });

  it("ends the same everywhere, whatever two devices did in whatever order, and never brings back what was sent", async () => {
    const act = fc.record({
      who: fc.nat(1),
      what: fc.constantFrom("write", "send", "cut", "heal", "load", "rest"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const { shelf, open } = world();
        const desks = [open(new Device()), open(new Device())] as const;
        const sent = new Set<string>();
        for (const [n, { who, what }] of acts.entries()) {
          const desk = who === 0 ? desks[0] : desks[1];
          if (what === "write") desk.draft.write(`words ${n}`);
          if (what === "send" && desk.network) {
            sent.add(desk.draft.text.peek());
            desk.draft.sent(Promise.resolve(true));
          }
          if (what === "cut") desk.network = false;
          if (what === "heal") desk.network = true;
          if (what === "load") await desk.drafts.load();
          if (what === "rest") await desk.rest(5_000);
        }
        for (const desk of desks) desk.network = true;
        for (let n = 0; n < 4; n++) {
          for (const desk of desks) {
            await desk.rest(15_000);
            await desk.drafts.load();
          }
        }
        expect(desks[0].draft.text.peek()).toBe(desks[1].draft.text.peek());
        sent.delete("");
        expect(sent).not.toContain(desks[0].draft.text.peek());
        const stored = shelf.drafts.get(toHex(CONVERSATION));
        expect(stored?.sealed == null).toBe(desks[0].draft.text.peek() === "");
      }),
      { numRuns: 60 },
    );
  });

  it("of a letter is sealed as one, comes back on another device in its own thread, and goes when it is sent", async () => {
    const { shelf, open } = world();
    const thread = messageKey(random(16));
    const key = conversationKey(CONVERSATION);
    const device = new Device();
    const [here, there] = [open(device), open(new Device())];
    here.draft.write("said live");
    here.drafts.letter(key, null).write(joined({ subject: "Thursday", text: "Could it be\nan hour later?" }));
    here.drafts.letter(key, thread).write(joined({ subject: "", text: "Gladly" }));
    await here.rest(4_000);
    expect(shelf.drafts.size).toBe(3);
    expect(device.kept.size).toBe(3);
    await there.drafts.load();
    expect(there.drafts.unsent.peek().map((letter) => letter.thread)).toEqual(expect.arrayContaining([null, thread]));
    const begun = there.drafts.letter(key, null);
    expect(parted(begun.text.peek())).toEqual({ subject: "Thursday", text: "Could it be\nan hour later?" });
    expect(parted(there.drafts.letter(key, thread).text.peek())).toEqual({ subject: "", text: "Gladly" });
    expect(there.draft.text.peek()).toBe("said live");
    begun.sent(Promise.resolve(true));
    await there.drafts.flush();
    const again = open(device);
    await again.drafts.load();
    expect(again.drafts.unsent.peek().map((letter) => letter.thread)).toEqual([thread]);
  });

  it("of a letter that is too long to be one is not saved, and what was saved before stays", async () => {
    const { shelf, open } = world();
    const desk = open(new Device());
    const letter = desk.drafts.letter(conversationKey(CONVERSATION), null);
    letter.write(joined({ subject: "s", text: "short" }));
    await desk.rest(4_000);
    letter.write(joined({ subject: "s", text: "x".repeat(MAX_LETTER_BYTES + 1) }));
    await desk.rest(4_000);
    expect(letter.keeping.peek()).toBe("unsaved");
    expect(shelf.saved).toHaveLength(1);
  });
});
