import { concat } from "../src/bytes/concat.ts";
import { toUtf8 } from "../src/bytes/utf8.ts";
import { emptyLogRoot, sha256 } from "../src/crypto/hashing.ts";
import { COSIGNATURE, ED25519, keyId } from "../src/crypto/note.ts";
import type { SigningKey } from "../src/crypto/signing.ts";
import { leafHash, nodeHash } from "../src/crypto/tree.ts";
import type { LogWitnessed, OwnLeaf } from "../src/protocol/record_log.ts";
import type { Answered, RecordLogHttp } from "../src/state/ports.ts";
import { random } from "./world.ts";

const ORIGIN = "webtherapy/record-log";

/** A record log in memory, as RFC 6962 §2.1 defines it: what a service that keeps its word would answer, and one that does not. */
export class MemoryLog implements RecordLogHttp {
  readonly #key: SigningKey;
  readonly #origin: string;
  /** What is said of who watches it. */
  witnessed: LogWitnessed = { witnesses: null, cosigned: [] };
  #leaves: { readonly record: Uint8Array; readonly salt: Uint8Array }[] = [];

  constructor(key: SigningKey, origin = ORIGIN) {
    this.#key = key;
    this.#origin = origin;
  }

  /** As many more leaves. */
  grow(count: number): this {
    for (let n = 0; n < count; n++) this.#leaves.push({ record: random(8), salt: random(32) });
    return this;
  }

  /** These records, each with a stranger's leaf before it. */
  note(records: readonly Uint8Array[]): this {
    for (const record of records) this.grow(1).#leaves.push({ record, salt: random(32) });
    return this;
  }

  /** The same up to there, and other leaves behind it. */
  forked(keep: number): MemoryLog {
    const fork = new MemoryLog(this.#key);
    fork.#leaves = this.#leaves.slice(0, keep);
    return fork;
  }

  /** Another log's leaves behind those that are here. */
  with(log: MemoryLog, first: number, end: number): this {
    this.#leaves.push(...log.#leaves.slice(first, end));
    return this;
  }

  /** The same log under another name, by the same signer. */
  named(origin: string): MemoryLog {
    const other = new MemoryLog(this.#key, origin);
    other.#leaves = this.#leaves;
    return other;
  }

  /** The same log, signed by another key. */
  signedBy(key: SigningKey): MemoryLog {
    const other = new MemoryLog(key);
    other.#leaves = this.#leaves;
    return other;
  }

  get head(): { readonly size: number; readonly root: Uint8Array } {
    return { size: this.#leaves.length, root: root(this.#hashes) };
  }

  logSince(before: number): Promise<Answered<{ note: string; size: number; proof: readonly Uint8Array[] }>> {
    const { size } = this.head;
    if (before > size) return refused();
    return Promise.resolve({ ok: true, value: { note: this.#note(), size, proof: consistency(before, this.#hashes) } });
  }

  /** Nobody watches it, unless somebody was named. */
  logWitnessed(): Promise<Answered<LogWitnessed>> {
    return Promise.resolve({ ok: true, value: this.witnessed });
  }

  /** The newest head with a witness's line. */
  cosigned(name: string, key: SigningKey, seconds: number): string {
    const { size, root: top } = this.head;
    const text = `${this.#origin}\n${size}\n${base64(top)}\n`;
    const time = new Uint8Array(8);
    new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
    const id = keyId({ name, public: key.public, kind: COSIGNATURE });
    const signature = key.sign(toUtf8(`cosignature/v1\ntime ${seconds}\n${text}`));
    return `${text}\n— ${name} ${base64(concat(id, time, signature))}\n`;
  }

  ownLeaves(after: number | null, size: number): Promise<Answered<readonly OwnLeaf[]>> {
    if (size > this.#leaves.length) return refused();
    const leaves = this.#leaves.map((leaf, place) => ({ ...leaf, place, proof: inclusion(place, this.#hashes) }));
    const first = after === null ? 0 : after + 1;
    return Promise.resolve({ ok: true, value: leaves.slice(first, Math.min(size, first + 100)) });
  }

  get #hashes(): readonly Uint8Array[] {
    return this.#leaves.map(({ record, salt }) => leafHash(sha256(concat(salt, record))));
  }

  #note(): string {
    const { size, root: top } = this.head;
    const text = `${this.#origin}\n${size}\n${base64(top)}\n`;
    const id = keyId({ name: ORIGIN, public: this.#key.public, kind: ED25519 });
    return `${text}\n— ${ORIGIN} ${base64(concat(id, this.#key.sign(toUtf8(text))))}\n`;
  }
}

function refused(): Promise<Answered<never>> {
  const refusal = { kind: "refused", code: "not_for_you", status: 404, retryAfter: 0 } as const;
  return Promise.resolve({ ok: false, refusal });
}

function split(count: number): number {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}

function root(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return emptyLogRoot();
  if (leaves.length === 1) return only;
  const half = split(leaves.length);
  return nodeHash(root(leaves.slice(0, half)), root(leaves.slice(half)));
}

function inclusion(place: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (leaves.length <= 1) return [];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return place < half ? [...inclusion(place, left), root(right)] : [...inclusion(place - half, right), root(left)];
}

function consistency(before: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  return before === 0 || before === leaves.length ? [] : subproof(before, leaves, true);
}

function subproof(before: number, leaves: readonly Uint8Array[], whole: boolean): readonly Uint8Array[] {
  if (before === leaves.length) return whole ? [] : [root(leaves)];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  if (before <= half) return [...subproof(before, left, whole), root(right)];
  return [...subproof(before - half, right, false), root(left)];
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString("base64");
}
