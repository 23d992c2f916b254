import { decode as fromMessagePack, encode as toMessagePack } from "@msgpack/msgpack";
import type { ClientFrame, Cursor, ServerFrame, TranscriptEntry } from "./frames.ts";
import { MAX_FRAME_BYTES } from "./limits.ts";

/** Bytes to frames and back (protocol.md §2). The only place of the client where a decoder of frames lives. */

/** What the server sent is not a frame of this protocol: the connection ends. Says nothing of the input. */
export class MalformedFrame extends Error {
  constructor() {
    super("malformed frame");
    this.name = "MalformedFrame";
  }
}

/** The wire form of a frame: a MessagePack map, the tag first. RangeError when it would be larger than any lawful frame. */
export function encode(frame: ClientFrame): Uint8Array<ArrayBuffer> {
  const bytes = toMessagePack(frame, { ignoreUndefined: true });
  if (bytes.length > MAX_FRAME_BYTES) throw new RangeError("frame too large");
  return bytes;
}

/** What the server sent; unknown fields are ignored. MalformedFrame for anything that is not exactly one frame. */
export function decode(bytes: Uint8Array): ServerFrame {
  const fields = object(parse(bytes));
  const tag = fields["t"];
  const shape = typeof tag === "string" ? SHAPES.get(tag) : undefined;
  if (shape === undefined) throw new MalformedFrame();
  const frame: Record<string, unknown> = { t: tag };
  for (const [name, read] of Object.entries(shape)) frame[name] = read(fields[name]);
  return frame as unknown as ServerFrame;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return fromMessagePack(bytes);
  } catch {
    // The decoder's own text may repeat the input: it must not travel further.
    throw new MalformedFrame();
  }
}

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown): Fields {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  if (!isMap) throw new MalformedFrame();
  return value as Fields;
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new MalformedFrame();
  return value;
}

function bytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new MalformedFrame();
  return value;
}

function sized(length: number): (value: unknown) => Uint8Array {
  return (value) => {
    if (!(value instanceof Uint8Array) || value.length !== length) throw new MalformedFrame();
    return value;
  };
}

function boolean(value: unknown): boolean {
  if (typeof value !== "boolean") throw new MalformedFrame();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new MalformedFrame();
  return value;
}

function orNull<T>(read: (value: unknown) => T): (value: unknown) => T | null {
  return (value) => (value === null || value === undefined ? null : read(value));
}

function seconds(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) throw new MalformedFrame();
  return value;
}

function list<T>(read: (value: unknown) => T): (value: unknown) => readonly T[] {
  return (value) => {
    if (!Array.isArray(value)) throw new MalformedFrame();
    return value.map(read);
  };
}

const id = sized(16);
const hash = sized(32);

function entry(value: unknown): TranscriptEntry {
  if (!Array.isArray(value) || value.length < 4) throw new MalformedFrame();
  const kind: unknown = value[2];
  if (kind !== 1 && kind !== 2) throw new MalformedFrame();
  return { sequence: number(value[0]), time: number(value[1]), kind, payload: bytes(value[3]) };
}

function cursor(value: unknown): Cursor {
  if (!Array.isArray(value) || value.length < 3) throw new MalformedFrame();
  return { account: id(value[0]), delivered: number(value[1]), read: number(value[2]) };
}

/** For each tag the fields and how they are read; the compiler holds it to frames.ts. */
type Shapes = {
  readonly [Tag in ServerFrame["t"]]: {
    readonly [Field in Exclude<keyof Extract<ServerFrame, { readonly t: Tag }>, "t">]: (
      value: unknown,
    ) => Extract<ServerFrame, { readonly t: Tag }>[Field];
  };
};

const BY_TAG: Shapes = {
  welcome: { account: id, time: number, expires: number, left: number },
  idle: { left: number, cap: number },
  followed: {
    ref: number,
    conversation: id,
    after: number,
    head: hash,
    sequence: number,
    epoch: number,
    session: orNull(id),
    cursors: list(cursor),
    present: list(id),
  },
  delivery: { conversation: id, entries: list(entry), head: hash },
  caught_up: { conversation: id, sequence: number, head: hash },
  page: { ref: number, conversation: id, anchor: hash, entries: list(entry) },
  epoch: {
    ref: number,
    conversation: id,
    epoch: number,
    header: bytes,
    signature: sized(64),
    wrap: bytes,
    deposited: boolean,
  },
  committed: { ref: number, conversation: id, sequence: number, time: number, head: hash },
  deposited: { ref: number, conversation: id, epoch: number },
  receipt: { conversation: id, account: id, delivered: number, read: number },
  typing: { conversation: id, account: id, active: boolean },
  presence: { conversation: id, account: id, present: boolean },
  closed: { conversation: id },
  unread: { letters: number, notices: number },
  refused: {
    ref: orNull(number),
    code: text,
    retry_after: seconds,
    epoch: orNull(number),
    counter: orNull(number),
    reason: orNull(text),
  },
};

// A Map, so that a tag such as "constructor" finds nothing.
const SHAPES = new Map<string, Readonly<Record<string, (value: unknown) => unknown>>>(Object.entries(BY_TAG));
