import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import type { ConversationDocument, OwnWrap, Person, SignedBody } from "../../../src/protocol/documents.ts";
import { Care } from "../../../src/state/care.ts";
import type { Listed } from "../../../src/state/care.ts";
import { conversationKey } from "../../../src/state/id.ts";
import type { ConversationKey } from "../../../src/state/id.ts";
import { closeAccount } from "../../../src/state/me/close.ts";
import type { Answered } from "../../../src/state/ports.ts";
import { SealedSettings } from "../../../src/state/sealed_settings.ts";
import { identityOf } from "../../identity.ts";
import { NOW, random } from "../../world.ts";

/** A change of therapist on the client's side: each step may be cut off, and goes on with the next reading of the list. */

const SIGNED: SignedBody = { body: new Uint8Array([1]), signature: new Uint8Array(64) };
const WHY = { title: "Another", text: "We do not fit.", therapist: "Ada" };
const yes = <T>(value: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value });
const no = (): Promise<Answered<never>> =>
  Promise.resolve({ ok: false, refusal: { kind: "refused", code: "suspended", status: 403, retryAfter: 0 } });
const away = (): Promise<Answered<never>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });

function document(openedAt: number, more: Partial<ConversationDocument> = {}): ConversationDocument {
  const numbers = { sequence: 1, epoch: 70, delivered: 0, read: 0, openedAt, lastAt: null };
  const none = { session: null, closing: null, reading: false, grants: [] };
  return { conversation: random(16), match: SIGNED, head: new Uint8Array(32), ...numbers, ...none, ...more };
}

function listed(...documents: readonly ConversationDocument[]): Listed {
  const entries = documents.map((each) => [conversationKey(each.conversation), each] as const);
  return { documents: new Map(entries), halted: () => false };
}

function person(role: string): Person {
  return { account: random(16), role, bundle: SIGNED, certificate: SIGNED, predecessorSignature: null, earlier: [] };
}

/** The service and the worker, as far as a change needs them: `broken` steps are not answered. */
class World {
  readonly done: string[] = [];
  readonly told: string[] = [];
  readonly broken = new Set<string>();
  readonly refused = new Set<string>();
  readonly settings: SealedSettings;
  #kept: Uint8Array | null = null;
  #version = 0;

  constructor() {
    const identity = identityOf({
      settings: () => yes({ version: this.#version, sealed: this.#kept }),
      saveSettings: (version, sealed) => {
        [this.#version, this.#kept] = [version, sealed];
        return yes(null);
      },
    });
    const coder = {
      sealSettings: (_: number, content: unknown) =>
        Promise.resolve({ ok: true as const, value: new TextEncoder().encode(JSON.stringify(content)) }),
      openSettings: (_: number, sealed: Uint8Array) =>
        Promise.resolve({ ok: true as const, value: JSON.parse(new TextDecoder().decode(sealed)) as never }),
    };
    this.settings = new SealedSettings({ crypto: coder, identity });
  }

  /** A page that was just opened. */
  care(epochs = 70): Care {
    const wraps = Array.from({ length: epochs }, (_, n): OwnWrap => ({ ...SIGNED, epoch: n + 1, wrap: random(8) }));
    const proved = <T>(value: T): Promise<{ readonly ok: true; readonly value: T }> =>
      Promise.resolve({ ok: true as const, value });
    return new Care({
      crypto: {
        signClosing: () => proved(SIGNED),
        signChangeRequest: () => proved(SIGNED),
        sealNotice: ({ recipient, kind, text, values }) => {
          this.told.push(`${recipient.role} ${kind} ${text} ${values.map((each) => each.value).join(" ")}`);
          return proved({ notice: SIGNED, sealed: random(8) });
        },
        shareHistory: ({ wraps: some }) => proved({ grant: SIGNED, wraps: some.map(({ wrap }) => wrap) }),
      },
      http: { ownBundle: () => yes(person("client")) },
      service: {
        intake: () => yes([person("intake"), person("intake")]),
        withdrawChange: () => this.#step("withdraw"),
        closeConversation: () => this.#step("close"),
        askForChange: (_, notices) => (expect(notices).toHaveLength(2), this.#step("ask")),
        ownWraps: (_, after) => yes(wraps.slice(after, after + 32)),
        shareHistory: (history) => this.#step(`share ${String(history.wraps.length)}`),
      },
      settings: this.settings,
      clock: { now: () => NOW, steady: () => 0, after: () => () => undefined },
    });
  }

  #step(name: string): Promise<Answered<null>> {
    if (this.broken.has(name)) return away();
    if (this.refused.has(name)) return no();
    this.done.push(name);
    return yes(null);
  }
}

const keyOf = ({ conversation }: ConversationDocument): ConversationKey => conversationKey(conversation);

describe("a change of therapist", () => {
  it("waits until the next one is there, then closes, hands over everything, and is done", async () => {
    const [world, old, next] = [new World(), document(1), document(2)];
    const care = world.care();
    expect(await care.ask(keyOf(old), "share", WHY)).toMatchObject({ ok: true });
    await care.proceed(listed(old));
    expect(care.change.value).toMatchObject({ kind: "asked", history: "share" });
    await care.proceed(listed(old, next));
    expect(world.done).toEqual(["ask", "close", "share 32", "share 32", "share 6"]);
    expect(care.change.value).toEqual({ kind: "none" });
    await care.proceed(listed({ ...old, closing: SIGNED }, next));
    expect(world.done).toHaveLength(5);
  });

  it("hands nothing over when the history is kept", async () => {
    const [world, old, next] = [new World(), document(1), document(2)];
    const care = world.care();
    await care.ask(keyOf(old), "keep", WHY);
    await care.proceed(listed(old, next));
    expect(world.done).toEqual(["ask", "close"]);
  });

  it.each(["close", "share 32", "share 6"])("goes on after a reload where %s was cut off", async (step) => {
    const [world, old, next] = [new World(), document(1), document(2)];
    await world.care().ask(keyOf(old), "share", WHY);
    world.broken.add(step);
    const cut = world.care();
    await cut.proceed(listed(old, next));
    expect(cut.change.value).toEqual({ kind: "stuck" });
    world.broken.clear();
    const closed = world.done.includes("close");
    const again = world.care();
    await again.proceed(listed(closed ? { ...old, closing: SIGNED } : old, next));
    expect(again.change.value).toEqual({ kind: "none" });
    expect(world.done.filter((each) => each === "close")).toHaveLength(1);
    expect(world.done.slice(-3)).toEqual(["share 32", "share 32", "share 6"]);
  });

  it("takes no older, closed or merely read conversation, nor one with keys that nobody accepted, for the next", async () => {
    const [world, old] = [new World(), document(5)];
    const care = world.care();
    await care.ask(keyOf(old), "share", WHY);
    const others = [document(1), document(9, { closing: SIGNED }), document(9, { reading: true })];
    await care.proceed(listed(old, ...others));
    const strange = document(9);
    const halted = (key: ConversationKey): boolean => key === keyOf(strange);
    await care.proceed({ ...listed(old, strange), halted });
    expect(world.done).toEqual(["ask"]);
  });
});

describe("a request for another therapist", () => {
  it("tells each of intake's staff why, whom the client would like, and what becomes of the history", async () => {
    const [world, old] = [new World(), document(1)];
    await world.care().ask(keyOf(old), "keep", WHY);
    expect(world.told).toEqual(["intake request We do not fit. keep Ada", "intake request We do not fit. keep Ada"]);
  });

  it("is forgotten when the service says no, and kept where nobody knows", async () => {
    const [world, old] = [new World(), document(1)];
    world.refused.add("ask");
    const care = world.care();
    expect((await care.ask(keyOf(old), "keep", WHY)).ok).toBe(false);
    await care.proceed(listed(old));
    expect(care.change.value).toEqual({ kind: "none" });
    world.broken.add("ask");
    expect((await care.ask(keyOf(old), "keep", WHY)).ok).toBe(false);
    await care.proceed(listed(old));
    expect(care.change.value).toMatchObject({ kind: "asked" });
  });

  it("is taken back, and stands while the service was not reached", async () => {
    const [world, old] = [new World(), document(1)];
    const care = world.care();
    await care.ask(keyOf(old), "keep", WHY);
    world.broken.add("withdraw");
    expect((await care.withdraw(keyOf(old))).ok).toBe(false);
    expect(care.change.value).toMatchObject({ kind: "asked" });
    world.broken.clear();
    expect((await care.withdraw(keyOf(old))).ok).toBe(true);
    await world.care().proceed(listed(old));
    expect(care.change.value).toEqual({ kind: "none" });
  });
});

describe("a history that was kept", () => {
  it("is shared later with whoever treats the client now, once", async () => {
    const [world, old, next] = [new World(), document(1, { closing: SIGNED }), document(2)];
    const care = world.care();
    await care.proceed(listed(old));
    expect(care.canShare(keyOf(old))).toBe(false);
    await care.proceed(listed(old, next));
    expect([care.canShare(keyOf(old)), care.canShare(keyOf(next))]).toEqual([true, false]);
    expect((await care.share(keyOf(old))).ok).toBe(true);
    expect(world.done).toEqual(["share 32", "share 32", "share 6"]);
    await care.proceed(listed({ ...old, grants: [SIGNED] }, next));
    expect(care.canShare(keyOf(old))).toBe(false);
  });

  it("says so when it was cut off, and goes on by itself", async () => {
    const [world, old, next] = [new World(), document(1, { closing: SIGNED }), document(2)];
    const care = world.care();
    await care.proceed(listed(old, next));
    world.broken.add("share 6");
    expect((await care.share(keyOf(old))).ok).toBe(false);
    world.broken.clear();
    await care.proceed(listed({ ...old, grants: [SIGNED] }, next));
    expect(world.done.at(-1)).toBe("share 6");
  });
});

describe("an account that is closed", () => {
  it("shows the password first, closes what is open, then shuts the way in", async () => {
    const done: string[] = [];
    const care = {
      close: (key: ConversationKey, reason: string) => {
        done.push(`${key} ${reason}`);
        return Promise.resolve({ ok: true as const, value: null });
      },
    };
    const identity = identityOf({
      checkStepUp: () => (done.push("step-up"), yes(null)),
      deactivate: () => (done.push("deactivate"), yes(null)),
    });
    const crypto = { stepUp: () => Promise.resolve({ ok: true, value: { authenticationKey: random(32) } }) };
    const ports = { identity, crypto } as unknown as Parameters<typeof closeAccount>[0];
    const keys = [toHex(random(16)), toHex(random(16))] as ConversationKey[];
    expect(await closeAccount(ports, care, keys, { number: "1", password: "p" })).toMatchObject({ ok: true });
    expect(done).toEqual(["step-up", ...keys.map((key) => `${key} left`), "deactivate"]);
  });

  it("stays usable when a conversation does not close", async () => {
    const done: string[] = [];
    const mistake = { kind: "refused", code: "session_open", retryAfter: 0 } as const;
    const care = { close: () => Promise.resolve({ ok: false as const, mistake }) };
    const identity = identityOf({
      checkStepUp: () => yes(null),
      deactivate: () => (done.push("deactivate"), yes(null)),
    });
    const crypto = { stepUp: () => Promise.resolve({ ok: true, value: { authenticationKey: random(32) } }) };
    const ports = { identity, crypto } as unknown as Parameters<typeof closeAccount>[0];
    const keys = [toHex(random(16)) as ConversationKey];
    expect(await closeAccount(ports, care, keys, { number: "1", password: "p" })).toEqual({ ok: false, mistake });
    expect(done).toEqual([]);
  });
});
