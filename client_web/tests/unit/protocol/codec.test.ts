import { encode as toMessagePack } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../src/bytes/hex.ts";
import { decode, encode, MalformedFrame } from "../../../src/protocol/codec.ts";
import type { ClientFrame } from "../../../src/protocol/frames.ts";
import { MAX_FRAME_BYTES } from "../../../src/protocol/limits.ts";
import { load, rows } from "../../vectors/json.ts";

const vectors = load("frames.json");
const frames = rows(vectors["frames"]);
const grown = rows(vectors["grown"]);

/** JSON's picture of a frame: bytes as {"hex"}, entries and cursors as the arrays that they are on the wire. */
function picture(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (Array.isArray(value)) return value.map(picture);
  if (typeof value !== "object" || value === null) return value;
  if ("payload" in value || ("delivered" in value && !("t" in value))) return Object.values(value).map(picture);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, picture(field)]));
}

function unpicture(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpicture);
  if (typeof value !== "object" || value === null) return value;
  if ("hex" in value) return fromHex(String(value.hex));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unpicture(field)]));
}

describe("client frames", () => {
  const ours = frames.filter((one) => one["from"] === "client");

  it.each(ours.map((one) => [String(one["name"]), one] as const))(
    "%s is written byte by byte as in Python",
    (_, one) => {
      const frame = unpicture(one["frame"]) as ClientFrame;
      expect(toHex(encode(frame))).toBe(one["bytes"]);
    },
  );

  it("are never larger than a lawful frame", () => {
    const envelope = new Uint8Array(MAX_FRAME_BYTES);
    expect(() => encode({ t: "post", ref: 1, envelope })).toThrow(RangeError);
  });
});

describe("server frames", () => {
  const theirs = [...frames.filter((one) => one["from"] === "server"), ...grown];

  it.each(theirs.map((one) => [String(one["name"]), one] as const))("%s is read as it was meant", (_, one) => {
    expect(picture(decode(fromHex(String(one["bytes"]))))).toEqual(one["frame"]);
  });

  it("are refused when a field is missing or mistyped, or a byte too many", () => {
    const id = new Uint8Array(16);
    const bad = [
      toMessagePack({ t: "deposited", ref: 1, conversation: id }),
      toMessagePack({ t: "deposited", ref: 1.5, conversation: id, epoch: 1 }),
      toMessagePack({ t: "deposited", ref: 1, conversation: new Uint8Array(15), epoch: 1 }),
      toMessagePack({ t: "constructor" }),
      toMessagePack(["deposited"]),
      toMessagePack(null),
      Uint8Array.of(...toMessagePack({ t: "deposited", ref: 1, conversation: id, epoch: 1 }), 0),
      new Uint8Array(),
    ];
    for (const bytes of bad) expect(() => decode(bytes)).toThrow(MalformedFrame);
  });

  it("are read, or refused without a word of the input, whatever the bytes", () => {
    const read = (bytes: Uint8Array): string => {
      try {
        return decode(bytes).t;
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrame);
        return (error as Error).message;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => read(bytes).length > 0));
  });
});
