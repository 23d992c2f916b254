import { bytes, list, number, object, parseSignedBody, type SignedBody, text } from "./documents.ts";

/** The JSON of the record log (protocol.md §1.8). */

/** GET /messaging/v1/log/consistency: the newest head, and what shows that it begins with the one asked about. */
export interface LogAdvance {
  readonly note: string;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
}

/** GET /messaging/v1/log/witnessed: whom the root names, and the newest that each of them cosigned, as notes. */
export interface LogWitnessed {
  readonly witnesses: SignedBody | null;
  readonly cosigned: readonly string[];
}

/** A leaf of one's own, and what leads from it to the root of the size asked about. */
export interface OwnLeaf {
  readonly place: number;
  readonly record: Uint8Array;
  readonly salt: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** @throws MalformedDocument */
export function parseAdvance(value: unknown): LogAdvance {
  const json = object(value);
  return { note: text(json["note"]), size: number(json["size"]), proof: list(json["proof"], bytes) };
}

/** @throws MalformedDocument */
export function parseWitnessed(value: unknown): LogWitnessed {
  const json = object(value);
  const witnesses = json["witnesses"];
  return { witnesses: witnesses === null ? null : parseSignedBody(witnesses), cosigned: list(json["cosigned"], text) };
}

/** GET /messaging/v1/log/leaves with a size. @throws MalformedDocument */
export function parseLeaves(value: unknown): readonly OwnLeaf[] {
  return list(object(value)["leaves"], (item) => {
    const json = object(item);
    return {
      place: number(json["place"]),
      record: bytes(json["record"]),
      salt: bytes(json["salt"]),
      proof: list(json["proof"], bytes),
    };
  });
}
