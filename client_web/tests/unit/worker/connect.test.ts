import { describe, expect, it } from "vitest";
import { connect } from "../../../src/worker/connect.ts";
import type { Answer } from "../../../src/worker/port.ts";

describe("a worker whose script does not come", () => {
  it("keeps nobody waiting, before or after that is known", async () => {
    let fail: () => void = () => undefined;
    const port = connect({ post: () => undefined, listen: () => undefined, failed: (tell) => (fail = tell) });
    const before = port.instance();
    fail();
    expect(await before).toEqual({ ok: false, reason: "no_part" });
    expect(await port.instance()).toEqual({ ok: false, reason: "no_part" });
  });

  it("is none that has answered", async () => {
    let fail: () => void = () => undefined;
    let answer: (answer: Answer) => void = () => undefined;
    const port = connect({
      post: ({ id }) => {
        answer({ id, outcome: { ok: true, value: null } });
      },
      listen: (receive) => (answer = receive),
      failed: (tell) => (fail = tell),
    });
    expect(await port.wipe()).toEqual({ ok: true, value: null });
    fail();
    expect(await port.wipe()).toEqual({ ok: true, value: null });
  });
});
