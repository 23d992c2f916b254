import { describe, expect, it } from "vitest";
import type { Person } from "../../../src/protocol/documents.ts";
import type { Refusal } from "../../../src/state/ports.ts";
import { publishBundles } from "../../../src/state/publishing.ts";
import type { MadeBundle } from "../../../src/worker/key_life.ts";

const no = (code: string): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { kind: "refused", code, status: 400, retryAfter: 0 },
});

/** A practice that takes bundles of a ring of `length` in their order, and says no once with `code`. */
class Registry {
  readonly published: number[] = [];
  code: string | null = null;
  foreign = false;

  ports(length: number): Parameters<typeof publishBundles>[0] {
    const bundle = (generation: number): MadeBundle => ({
      body: Uint8Array.of(generation),
      signature: new Uint8Array(64),
      predecessorSignature: null,
    });
    return {
      clock: { now: () => 1 },
      crypto: {
        unpublishedBundles: (published) => {
          if (this.foreign) return Promise.resolve({ ok: false, reason: "wrong_previous" });
          const next = published === null ? 0 : (published.body[0] ?? 0) + 1;
          const missing = Array.from({ length: length - next }, (_, at) => bundle(next + at));
          return Promise.resolve({ ok: true, value: missing });
        },
      },
      http: {
        ownBundle: () => {
          const newest = this.published.at(-1);
          if (newest === undefined) return Promise.resolve(no("not_for_you"));
          return Promise.resolve({ ok: true, value: { bundle: bundle(newest), earlier: [] } as unknown as Person });
        },
        publishBundle: ({ body }) => {
          const { code } = this;
          this.code = null;
          if (code !== "conflict" && code !== null) return Promise.resolve(no(code));
          // In a conflict another browser was quicker with the very same.
          this.published.push(body[0] ?? 0);
          return Promise.resolve(code === null ? { ok: true, value: null } : no(code));
        },
      },
    };
  }
}

describe("publishing", () => {
  it("the practice hears of every bundle in order, and of none twice", async () => {
    const registry = new Registry();
    expect(await publishBundles(registry.ports(3))).toBe("known");
    expect(await publishBundles(registry.ports(3))).toBe("known");
    expect(registry.published).toEqual([0, 1, 2]);
  });

  it("another browser that was quicker is no fault", async () => {
    const registry = new Registry();
    registry.code = "conflict";
    expect(await publishBundles(registry.ports(2))).toBe("known");
  });

  it("whoever began anew asks for the keys that were lost before sending those that follow them", async () => {
    const registry = new Registry();
    registry.published.push(0);
    const ports = registry.ports(2);
    const sent: number[] = [];
    const publishBundle: typeof ports.http.publishBundle = (bundle) => {
      sent.push(bundle.body[0] ?? 0);
      return ports.http.publishBundle(bundle);
    };
    expect(await publishBundles({ ...ports, http: { ...ports.http, publishBundle } }, "anew")).toBe("known");
    expect(sent).toEqual([1]);
  });

  it("what cannot be sent now is sent later", async () => {
    const registry = new Registry();
    registry.code = "try_again";
    expect(await publishBundles(registry.ports(1))).toBe("later");
    expect(await publishBundles(registry.ports(1))).toBe("known");
  });

  it("keys that are not of this account's ring are an alarm", async () => {
    const registry = new Registry();
    registry.foreign = true;
    expect(await publishBundles(registry.ports(1))).toBe("foreign");
    expect(registry.published).toEqual([]);
  });
});
