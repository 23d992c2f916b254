import { fromBase64url } from "../bytes/base64url.ts";

/** The identity side's answers (protocol.md §1.1), parsed at the door. */

type Json = Readonly<Record<string, unknown>>;

/** An answer that does not have the shape of protocol.md §1. */
export class UnreadableAnswer extends Error {
  constructor() {
    super("unreadable answer");
    this.name = "UnreadableAnswer";
  }
}

export function object(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new UnreadableAnswer();
  return value as Json;
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new UnreadableAnswer();
  return value;
}

export function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new UnreadableAnswer();
  return value;
}

export function bytes(value: unknown): Uint8Array {
  return fromBase64url(text(value));
}

/** POST activation. */
export function parseIssued(value: unknown): {
  readonly account: Uint8Array;
  readonly role: string;
  readonly root: Uint8Array;
  readonly anew: boolean;
} {
  const json = object(value);
  const { account, role, root, anew } = json;
  return { account: bytes(account), role: text(role), root: bytes(root), anew: anew === true };
}

/** POST session/reload-key. */
export function parseReloadKey(value: unknown): Uint8Array | null {
  const { current } = object(value);
  return current === null || current === undefined ? null : bytes(current);
}
