import { describe, expect, it } from "vitest";
import { effect } from "@preact/signals-core";
import { PART_BYTES } from "../../../src/crypto/attachment.ts";
import { conversationKey } from "../../../src/state/id.ts";
import { Upload } from "../../../src/state/mail/upload.ts";
import type { UploadState } from "../../../src/state/mail/upload.ts";
import type { Answered } from "../../../src/state/ports.ts";
import type { CryptoPort } from "../../../src/worker/port.ts";
import { emptyMail } from "../../mail.ts";
import { random } from "../../world.ts";

/** A file on its way: what a cut leaves is taken up again, and what cannot be sent says why. */

const SIZE = 3 * PART_BYTES + 5;
const away: Answered<never> = { ok: false, refusal: { kind: "unreachable" } };
const refused = (code: string): Answered<never> => ({
  ok: false,
  refusal: { kind: "refused", code, status: 409, retryAfter: 0 },
});

/** `answers` are given to chunks one after the other, whoever's they are; afterwards all are taken. */
function sending(answers: readonly (Answered<null> | null)[]): {
  readonly upload: Upload;
  readonly states: UploadState[];
  readonly sent: [number, Uint8Array][];
  readonly sealed: () => number;
} {
  const waiting = [...answers];
  const sent: [number, Uint8Array][] = [];
  let sealed = 0;
  const crypto = {
    sealChunk: () => {
      sealed += 1;
      return Promise.resolve({ ok: true as const, value: { chunk: random(40), hash: random(32) } });
    },
    attachmentDigest: () => Promise.resolve({ ok: true as const, value: random(32) }),
  } as unknown as CryptoPort;
  const http = {
    ...emptyMail,
    putChunk: (_: Uint8Array, index: number, chunk: Uint8Array) => {
      sent.push([index, chunk]);
      return Promise.resolve(waiting.shift() ?? ({ ok: true, value: null } as const));
    },
  };
  const clock = {
    now: () => 0,
    steady: () => 0,
    after: (_: number, then: () => void) => (queueMicrotask(then), () => undefined),
  };
  const slice = (from: number, to: number): Promise<Uint8Array> =>
    Promise.resolve(new Uint8Array(Math.min(to, SIZE) - from));
  const file = { name: "film.mp4", mediaType: "video/mp4", size: SIZE, slice };
  const upload = new Upload({ http, crypto, clock, random }, conversationKey(random(16)), file);
  const states: UploadState[] = [];
  effect(() => {
    states.push(upload.state.value);
  });
  return { upload, states, sent, sealed: () => sealed };
}

describe("an upload", () => {
  it("says how far it is, and is done", async () => {
    const { upload, states, sent } = sending([]);
    await upload.send();
    expect(sent.map(([index]) => index)).toEqual([0, 1, 2, 3]);
    expect(states.flatMap((state) => (state.kind === "sending" && state.of > 1 ? [state.sent] : []))).toEqual([
      0, 1, 2, 3,
    ]);
    expect(states.at(-1)).toMatchObject({ kind: "done", attachment: { name: "film.mp4", size: SIZE } });
  });

  it("goes on where a cut left it, with the very bytes that may have arrived", async () => {
    const { upload, states, sent, sealed } = sending([null, null, away, away]);
    await upload.send();
    expect(sent.map(([index]) => index)).toEqual([0, 1, 2, 2, 2, 3]);
    const again = sent.filter(([index]) => index === 2).map(([, chunk]) => chunk);
    expect(again[1]).toEqual(again[0]);
    expect(again[2]).toEqual(again[0]);
    expect(sealed()).toBe(4);
    expect(states.filter(({ kind }) => kind === "waiting")).toEqual([
      { kind: "waiting", sent: 2, of: 4 },
      { kind: "waiting", sent: 2, of: 4 },
    ]);
    expect(states.at(-1)?.kind).toBe("done");
  });

  it.each(["suspended", "closed", "conflict", "not_for_you"])(
    "refused with %s, says so and sends no more",
    async (code) => {
      const { upload, sent } = sending([null, refused(code)]);
      await upload.send();
      expect(upload.state.value).toEqual({ kind: "failed", code });
      expect(sent).toHaveLength(2);
    },
  );

  it("that was cancelled stops", async () => {
    const { upload, sent } = sending([away]);
    const over = upload.send();
    upload.cancel();
    await over;
    expect(sent.length).toBeLessThan(2);
    expect(upload.state.value.kind).not.toBe("done");
  });
});
