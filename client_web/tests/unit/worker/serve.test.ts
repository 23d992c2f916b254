import { describe, expect, it } from "vitest";
import { serve } from "../../../src/worker/serve.ts";
import type { Desk } from "../../../src/worker/serve.ts";
import { settled } from "../../clock.ts";

describe("calls to the worker", () => {
  it("are carried out in their order, but a draft is sealed at once", async () => {
    let finish: () => void = () => undefined;
    const desk = {
      openEntries: () => new Promise<void>((resolve) => (finish = resolve)),
      sealDraft: () => "sealed",
      safetyNumber: () => "12345",
    };
    const answered: number[] = [];
    const call = serve(desk as unknown as Desk, ({ id }) => answered.push(id));
    call({ id: 1, method: "openEntries", parameters: [] });
    call({ id: 2, method: "safetyNumber", parameters: [] });
    call({ id: 3, method: "sealDraft", parameters: [] });
    await settled();
    expect(answered).toEqual([3]);
    finish();
    await settled();
    expect(answered).toEqual([3, 1, 2]);
  });
});
