import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/bytes/hex.ts";
import { toUtf8 } from "../../../src/bytes/utf8.ts";
import { Forms, formSlot, named } from "../../../src/state/forms.ts";
import type { DraftStore, KeptDraft } from "../../../src/state/ports.ts";
import { MAX_TEXT_BYTES } from "../../../src/protocol/limits.ts";
import { TestClock } from "../../clock.ts";
import { join, random, TestPractice } from "../../world.ts";

/** What a device keeps; it outlives pages. */
class Device implements DraftStore {
  readonly kept = new Map<string, KeptDraft>();

  put(draft: KeptDraft): Promise<void> {
    const name = `${draft.account} ${draft.conversation}`;
    if ((this.kept.get(name)?.version ?? -1) < draft.version) this.kept.set(name, draft);
    return Promise.resolve();
  }

  load(account: string): Promise<readonly KeptDraft[]> {
    return Promise.resolve([...this.kept.values()].filter((draft) => draft.account === account));
  }
}

const { port } = await join(await TestPractice.found(), "client");

function page(device: Device, clock = new TestClock(), me = "me"): Forms {
  return new Forms({ me, crypto: port, store: device, clock });
}

const CLIENT = toHex(random(16));
const FIELDS = JSON.stringify({ docket: "24-CV-1187", issuer: "the county court" });

describe("a form that was begun", () => {
  it("is back after a sign-out in the middle of a word, under what it was about, and for its author alone", async () => {
    const device = new Device();
    const before = page(device);
    before.of("process", CLIENT).write(FIELDS);
    before.end();
    await before.flush();
    const after = page(device);
    await after.load();
    expect(after.of("process", CLIENT).text.value).toBe(FIELDS);
    expect(after.of("process", null).text.value).toBe("");
    expect(after.of("warning", CLIENT).text.value).toBe("");
    const other = page(device, new TestClock(), "somebody else");
    await other.load();
    expect(other.of("process", CLIENT).text.value).toBe("");
  });

  it("lies sealed", async () => {
    const device = new Device();
    const forms = page(device);
    forms.of("process", CLIENT).write(FIELDS);
    await forms.flush();
    const [kept] = [...device.kept.values()];
    expect(kept?.sealed).not.toBeNull();
    expect(toHex(kept?.sealed ?? new Uint8Array())).not.toContain(toHex(toUtf8("county")));
  });

  it("is gone once it was sent, in the next page too", async () => {
    const device = new Device();
    const forms = page(device);
    const form = forms.of("answer", CLIENT);
    form.write(FIELDS);
    await forms.flush();
    form.sent(Promise.resolve(true));
    await forms.flush();
    const after = page(device);
    await after.load();
    expect(after.of("answer", CLIENT).text.value).toBe("");
  });

  it("does not take what another tab wrote later over what is being filled in", async () => {
    const device = new Device();
    const clock = new TestClock();
    const [here, there] = [page(device, clock), page(device, clock)];
    await Promise.all([here.load(), there.load()]);
    here.of("consent", null).write("here");
    await here.flush();
    await clock.run(60_000);
    there.of("consent", null).write("there");
    await there.flush();
    await here.load();
    expect(here.of("consent", null).text.value).toBe("here");
  });

  it("that no draft can hold stays in the page, and what was kept of it stays kept", async () => {
    const device = new Device();
    const forms = page(device);
    const form = forms.of("policy", named("privacy"));
    form.write(FIELDS);
    await forms.flush();
    form.write("x".repeat(MAX_TEXT_BYTES + 1));
    await forms.flush();
    const after = page(device);
    await after.load();
    expect(after.of("policy", named("privacy")).text.value).toBe(FIELDS);
  });

  it("has a slot for each name and each thing it is about", () => {
    const slots = [
      formSlot("process", null),
      formSlot("process", CLIENT),
      formSlot("warning", CLIENT),
      formSlot("hold", CLIENT + CLIENT),
    ];
    expect(new Set(slots.map(toHex)).size).toBe(slots.length);
    expect(slots.every(({ length }) => length === 16)).toBe(true);
  });
});
