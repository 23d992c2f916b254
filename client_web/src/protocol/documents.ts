import { fromBase64url } from "../bytes/base64url.ts";

/** The JSON of the HTTP interface (protocol.md §1), parsed once at the door: inside there are only these types. */

/** crypto.md §1.3: the bytes of a canonical body (at most 64 KiB) and a signature of 64 bytes. */
export interface SignedBody {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** A bundle; the certificate is null while the practice has not certified it, the signature for an account's first. */
export interface KeptBundle {
  readonly bundle: SignedBody;
  readonly certificate: SignedBody | null;
  readonly predecessorSignature: Uint8Array | null;
}

/** Someone with a bundle, and those before it, newest first (crypto.md §4.6). */
export interface Person extends KeptBundle {
  readonly account: Uint8Array;
  readonly role: string;
  readonly earlier: readonly KeptBundle[];
}

export interface Cosignature {
  readonly account: Uint8Array;
  readonly signature: Uint8Array;
}

/** Custodians as the root names them, and which of those before have agreed (crypto.md §7.1). */
export type NamedCustodians = SignedBody & { readonly cosignatures: readonly Cosignature[] };

/** GET /messaging/v1/practice. */
export interface PracticeDocument {
  readonly root: Uint8Array | null;
  readonly delegations: readonly SignedBody[];
  readonly certifiers: readonly Person[];
  readonly manifest: NamedCustodians | null;
  /** The manifests before the one in force, newest first. */
  readonly earlier: readonly SignedBody[];
  readonly custodians: readonly Person[];
  /** Those whom the practice certified to sign for the service (crypto.md §4.4, §9.2). */
  readonly system: readonly Person[];
}

/** One conversation of GET /messaging/v1/conversations; times are Unix milliseconds. */
export interface ConversationDocument {
  readonly conversation: Uint8Array;
  readonly match: SignedBody;
  readonly sequence: number;
  readonly head: Uint8Array;
  readonly epoch: number;
  readonly session: Uint8Array | null;
  readonly delivered: number;
  readonly read: number;
  readonly openedAt: number | null;
  readonly lastAt: number | null;
  /** By whose word it takes nothing any more (crypto.md §12.4); null while it is open. */
  readonly closing: SignedBody | null;
  /** The caller only reads, by the `grants` (crypto.md §5.3). */
  readonly reading: boolean;
  readonly grants: readonly SignedBody[];
}

/** An epoch, and the caller's own wrap for it. */
export interface OwnWrap extends SignedBody {
  readonly epoch: number;
  readonly wrap: Uint8Array;
}

/** A conversation of which nothing is left (crypto.md §15.3); `certificate` is null while its bytes still go. */
export interface DestroyedDocument {
  readonly conversation: Uint8Array;
  readonly openedAt: number;
  readonly approvedAt: number;
  readonly destruction: SignedBody;
  readonly approval: Uint8Array;
  readonly certificate: SignedBody | null;
}

/** GET /messaging/v1/conversations. */
export interface ConversationsDocument {
  readonly conversations: readonly ConversationDocument[];
  /** What was destroyed of what the caller took part in. */
  readonly destroyed?: readonly DestroyedDocument[];
  readonly people: readonly Person[];
}

/** An answer of the server that does not have the shape of protocol.md §1. */
export class MalformedDocument extends Error {
  constructor() {
    super("malformed document");
    this.name = "MalformedDocument";
  }
}

type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedDocument();
  return value as Json;
}

export function bytes(value: unknown): Uint8Array {
  if (typeof value !== "string") throw new MalformedDocument();
  try {
    return fromBase64url(value);
  } catch {
    throw new MalformedDocument();
  }
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new MalformedDocument();
  return value;
}

export function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new MalformedDocument();
  return value;
}

export function list<T>(value: unknown, parse: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new MalformedDocument();
  return value.map(parse);
}

export function orNull<T>(value: unknown, parse: (item: unknown) => T): T | null {
  return value === null || value === undefined ? null : parse(value);
}

/** @throws MalformedDocument */
export function parseSignedBody(value: unknown): SignedBody {
  const json = object(value);
  return { body: bytes(json["body"]), signature: bytes(json["signature"]) };
}

/** @throws MalformedDocument */
export function parsePerson(value: unknown): Person {
  const json = object(value);
  return {
    ...parseKeptBundle(value),
    account: bytes(json["account"]),
    role: text(json["role"]),
    earlier: list(json["earlier"] ?? [], parseKeptBundle),
  };
}

function parseKeptBundle(value: unknown): KeptBundle {
  const json = object(value);
  return {
    bundle: parseSignedBody(json["bundle"]),
    certificate: orNull(json["certificate"], parseSignedBody),
    predecessorSignature: orNull(json["predecessor_signature"], bytes),
  };
}

/** @throws MalformedDocument */
export function parseManifest(value: unknown): NamedCustodians {
  const cosignatures = list(object(value)["cosignatures"], (item) => {
    const json = object(item);
    return { account: bytes(json["account"]), signature: bytes(json["signature"]) };
  });
  return { ...parseSignedBody(value), cosignatures };
}

/** @throws MalformedDocument */
export function parsePractice(value: unknown): PracticeDocument {
  const json = object(value);
  return {
    root: orNull(json["root"], bytes),
    delegations: list(json["delegations"], parseSignedBody),
    certifiers: list(json["certifiers"], parsePerson),
    manifest: orNull(json["manifest"], parseManifest),
    earlier: list(json["earlier"], parseSignedBody),
    custodians: list(json["custodians"], parsePerson),
    system: list(json["system"] ?? [], parsePerson),
  };
}

/** @throws MalformedDocument */
function parseConversation(value: unknown): ConversationDocument {
  const json = object(value);
  return {
    conversation: bytes(json["conversation"]),
    match: parseSignedBody(json["match"]),
    sequence: number(json["sequence"]),
    head: bytes(json["head"]),
    epoch: number(json["epoch"]),
    session: orNull(json["session"], bytes),
    delivered: number(json["delivered"]),
    read: number(json["read"]),
    openedAt: orNull(json["opened_at"], number),
    lastAt: orNull(json["last_at"], number),
    closing: orNull(json["closing"], parseSignedBody),
    reading: json["reading"] === true,
    grants: list(json["grants"] ?? [], parseSignedBody),
  };
}

/** GET /messaging/v1/wraps. @throws MalformedDocument */
export function parseOwnWraps(value: unknown): readonly OwnWrap[] {
  return list(object(value)["epochs"], (item) => {
    const json = object(item);
    return {
      epoch: number(json["epoch"]),
      body: bytes(json["header"]),
      signature: bytes(json["signature"]),
      wrap: bytes(json["wrap"]),
    };
  });
}

/** @throws MalformedDocument */
function parseDestroyed(value: unknown): DestroyedDocument {
  const json = object(value);
  return {
    conversation: bytes(json["conversation"]),
    openedAt: number(json["opened_at"]),
    approvedAt: number(json["approved_at"]),
    destruction: parseSignedBody(json["destruction"]),
    approval: bytes(json["approval"]),
    certificate: json["certificate"] === null ? null : parseSignedBody(json["certificate"]),
  };
}

export function parseConversations(value: unknown): ConversationsDocument {
  const json = object(value);
  return {
    conversations: list(json["conversations"], parseConversation),
    destroyed: list(json["destroyed"] ?? [], parseDestroyed),
    people: list(json["people"], parsePerson),
  };
}
